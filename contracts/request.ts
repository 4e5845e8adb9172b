/** What a user asks for: the input of the workflow `ingest`, the body of `--request` and of `POST /v1/ingestions`. */
export interface IngestRequest {
  /** Name of a platform in the configuration. */
  platform: string;
  /** Where models are registered, on platforms that have projects. */
  project?: ProjectRequest;
  group?: GroupRequest;
  files: FileRequest[];
  options?: IngestOptions;
}

/** An existing project (`id`), or a new one (`name`, `code`, `areaCode`, `type`, `stage`, …). */
export interface ProjectRequest {
  id?: string;
  name?: string;
  code?: string;
  areaCode?: string;
  /** Project type, an integer of the platform's dictionary, passed through. */
  type?: number;
  /** Project stage, an integer of the platform's dictionary, passed through. */
  stage?: number;
  /** Project progress, an integer of the platform's dictionary, passed through. */
  rate?: number;
  /** Project status, an integer of the platform's dictionary, passed through. */
  status?: number;
  address?: string;
  /** `yyyy-MM-dd`. */
  startDate?: string;
  /** `yyyy-MM-dd`. */
  finishDate?: string;
}

/** The model group that the registered models form. */
export interface GroupRequest {
  name?: string;
  parentId?: string;
}

/** One model file. */
export interface FileRequest {
  /** An absolute path on `host`. */
  source: string;
  /** The name under which the platform knows it; default: the last segment of `source`. */
  name?: string;
  tags?: string[];
  /** The host whose disk holds a local source; absent when every worker sees the same disk. */
  host?: string;
}

/** How an ingestion behaves. */
export interface IngestOptions {
  /** `continue` (default) registers what converted; `fail` registers nothing once one model has failed. */
  onModelError?: 'continue' | 'fail';
  /** Chunk requests at a time for this ingestion; never more than the platform's own setting. */
  concurrency?: number;
  /** A rate or timetable as rclone writes them, e.g. `10M` or `08:00,512k 19:00,off`. */
  bwlimit?: string;
  /** Check and hash everything and ask the platform what it has, but send and create nothing. */
  dryRun?: boolean;
}
