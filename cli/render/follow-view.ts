import type { IngestProgress } from '../../contracts/progress.ts';

/** How an ingestion that goes on is shown. */
export interface FollowView {
  /** Shows a new state. */
  update(progress: IngestProgress): void;
  /** Takes everything that moves off the screen. */
  stop(): void;
}
