import type { DeliveryKind, KindRequests, Kinds } from './kinds.ts';
import type { Labels } from './labels.ts';
import type { SendingLimits } from './limits.ts';

/** What a request has whatever the kind of its platform. */
export interface CommonRequest {
  /** Name of a platform in the configuration. */
  platform: string;
  files: FileRequest[];
  options?: IngestOptions;
  /** What its service calls it by, shown wherever it is: 10 at most, each readable in Temporal, so none is a secret. */
  labels?: Labels;
}

/**
 * What a user asks for: the input of the workflow `ingest`, the body of `--request` and of `POST /v1/ingestions`. Which of
 * the kinds' own keys it has follows from its platform.
 */
export interface IngestRequest extends CommonRequest, Partial<KindRequests> {}

/** A request that was read for a platform of this kind. */
export type RequestOf<K extends DeliveryKind> = IngestRequest & Kinds[K]['request'];

/** One model file. */
export interface FileRequest {
  /** An absolute path on `host`, or an address of HTTP. */
  source: string;
  /** The name under which the platform knows it; default: the last segment of `source`. */
  name?: string;
  tags?: string[];
  /** MD5 that its content must have, hex; another one is `SourceChanged`. Default: any content is taken. */
  md5?: string;
  /** The host whose disk holds a local source; absent when every worker sees the same disk. */
  host?: string;
}

/** How an ingestion behaves. */
export interface IngestOptions extends SendingLimits {
  /** `continue` (default) registers what converted; `fail` registers nothing once one model has failed. */
  onModelError?: 'continue' | 'fail';
  /** Targets of `notify` in the configuration that are told of this ingestion, whatever else they are told of. */
  notify?: string[];
  /** Check and hash everything and ask the platform what it has, but send and create nothing. */
  dryRun?: boolean;
}
