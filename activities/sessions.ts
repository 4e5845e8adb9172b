import type { PlatformKind } from '../contracts/kinds.ts';
import type { Sessions } from './kinds.ts';
import type { PlatformSession } from './platform.ts';

/** The platforms of this worker's configuration. An unknown name is a retryable `InvalidRequest`: another worker may have it. */
export interface PlatformSessions {
  kindOf(platform: string): PlatformKind;
  /** The session of a platform of this kind, made when it is first used. */
  session<K extends PlatformKind>(kind: K, platform: string): Sessions[K];
  /** Those that were made so far, by platform. */
  opened(): Iterable<readonly [string, PlatformSession]>;
  close(): Promise<void>;
}
