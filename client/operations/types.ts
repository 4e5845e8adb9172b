/** A workflow that acts on a platform and is no ingestion. */
export interface PlatformWork {
  /** Name of the workflow. */
  workflow: string;
  platform: string;
  /** What it is given. */
  input: object;
  /** What Temporal's UI shows of it. */
  summary: string;
  /** What its id begins with: `upgrade`. */
  prefix: string;
}

/** How something is done on a platform that is waited for. */
export interface CallOptions {
  /** Called when it is started, with its id: from then on it is done, also when its caller waits no more. */
  onStarted?(id: string): void;
  /** Ends the waiting, with the signal's reason; not what was started. */
  signal?: AbortSignal;
}
