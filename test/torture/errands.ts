import type { RunCall } from './plan.ts';
import type { Motion } from './stillness.ts';

/** What a round does beside ingestions and syncs: runs of other workflows, one after the other. */
export interface Errands {
  /** What those that are under way are about. */
  motion(): Promise<Motion>;
  /** Does what people do to them. */
  perform(call: RunCall): Promise<void>;
  /** Lets their waiting steps try again now; answers whether any waited. */
  retryNow(): Promise<boolean>;
  /** Begins the next one, now that none is under way; false when there is none. */
  next(): Promise<boolean>;
}
