import type { DeferredFile, FailedFile, FileRecord, Repeated, SourceStamp, TransferCount } from '../activities.ts';
import type { SendingLimits } from '../limits.ts';

/** What the platform can show on the web: 3D drawings as `e3dx`, 2D drawings as `e2dx`. */
export type TargetFormat = 'e3dx' | 'e2dx';

/** What a job works on: a file of the platform, or what it fetches from an address. */
export type JobSource = { fileId: string } | { url: string };

/** What is known of a file that was sent. */
export interface SentBefore {
  /** MD5 of what was sent; lower-case hex. */
  hash: string;
  record: FileRecord;
}

/** A file to send. */
export interface FileToSend extends SourceStamp {
  index: number;
  source: string;
  name: string;
  /** Days that the platform keeps it. Default: for good. */
  retentionDays?: number;
  /** The MD5 of the content that is meant, lower-case hex. Default: any. */
  wantedHash?: string;
  /** A step that was stopped has sent it: it is not sent again. */
  sentBefore?: SentBefore;
}

/** A file that the platform has. */
export interface SentFile extends Repeated, SentBefore {
  index: number;
  state: 'complete';
  count: TransferCount;
}

/** Something that is to be made of a file. */
export interface JobToSubmit {
  index: number;
  name: string;
  source: JobSource;
}

/** A file to convert. */
export interface ConversionToSubmit extends JobToSubmit {
  target: TargetFormat;
}

/** A file to make a thumbnail of, so many pixels wide and high. */
export interface ThumbnailToSubmit extends JobToSubmit {
  width: number;
  height: number;
}

/** A job that the platform has begun. */
export interface SubmittedJob extends Repeated {
  index: number;
  state: 'ok';
  transactionId: string;
}

/** A job that is waited for. */
export interface JobToAwait {
  index: number;
  transactionId: string;
  /** When its submission was answered, by Temporal's clock, in milliseconds since 1970. */
  submittedAtMs: number;
}

/** A job that succeeded, or goes on. */
export interface AwaitedJob {
  index: number;
  state: 'ok' | 'running';
}

/** A file that is to be commented on. */
export interface FileToComment {
  index: number;
  message: string;
  /** What the resource says about the file. */
  metadata: Record<string, string>;
  /** A resource that was made for it before. */
  resourceId?: string;
}

/** A file that was commented on. */
export interface CommentedFile extends Repeated {
  index: number;
  state: 'ok';
  resourceId: string;
  commentId: string;
}

/** A result to save. */
export interface ResultToSave {
  index: number;
  transactionId: string;
  /** Absolute. */
  folder: string;
  /**
   * Base and extension of the saved file, and, where another content has that name, of the next try, with what stands between the two to
   * tell it from others. Made safe where it is saved.
   */
  names: [base: string, extension: string, suffix?: string][];
}

/** A result that was saved. */
export interface SavedResult {
  index: number;
  state: 'ok';
  /** Where it lies. */
  saved: string;
}

/** What a step over files answers of each of them. */
type Outcomes<Done> = Promise<{ files: (Done | FailedFile | DeferredFile)[] }>;

/** A file that was not commented on; the resource may be there. */
export type UncommentedFile = (FailedFile | DeferredFile) & Partial<Pick<CommentedFile, 'resourceId'>>;

/** Input of a step that waits for jobs. */
export interface AwaitInput {
  platform: string;
  files: JobToAwait[];
  /** Looks once, at once. */
  isOnce?: true;
}

/** Steps of the Fractal 3D platform. Every input names the platform. */
export interface Fractal3dActivities {
  /** Sends files whole (上传文件), each by itself. Heartbeats `TransferHeartbeat`. */
  sendToFractal3d(
    input: SendingLimits & {
      platform: string;
      /** Id of the ingestion, whose limits hold over all its slices. */
      ingestion: string;
      files: FileToSend[];
    },
  ): Outcomes<SentFile>;
  /** Asks for conversions (请求转换). */
  submitFractal3dConversions(input: { platform: string; files: ConversionToSubmit[] }): Outcomes<SubmittedJob>;
  /** Asks how conversions stand until they end (获取转换结果文件); answers after a while with those that did. */
  awaitFractal3dConversions(input: AwaitInput): Outcomes<AwaitedJob>;
  /** Asks for thumbnails (请求缩略图). */
  requestFractal3dThumbnails(input: { platform: string; files: ThumbnailToSubmit[] }): Outcomes<SubmittedJob>;
  /** The same as for conversions (获取缩略图). */
  awaitFractal3dThumbnails(input: AwaitInput): Outcomes<AwaitedJob>;
  /** Makes a resource for each file, and a first comment on it (创建评论资源, 创建评论). */
  commentOnFractal3d(input: {
    platform: string;
    files: FileToComment[];
  }): Promise<{ files: (CommentedFile | UncommentedFile)[] }>;
  /** Fetches results and saves them on this machine. */
  saveFractal3dResults(input: { platform: string; ingestion: string; files: ResultToSave[] }): Outcomes<SavedResult>;
}
