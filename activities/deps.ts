import type { Client } from '@temporalio/client';
import type { PlatformKind } from '../contracts/activities.ts';
import type { Hasher } from '../lib/hashing/hasher.ts';
import type { Sources } from '../lib/sources/source.ts';
import type { ChunkBuffers } from '../lib/transfer/buffers.ts';
import type { Places } from '../lib/transfer/places.ts';
import type { ChongqingBimClient } from '../platforms/chongqing-bim/client.ts';
import type { ChongqingBimSettings } from '../platforms/chongqing-bim/settings.ts';
import type { Exclusive } from './exclusive.ts';
import type { Heartbeats } from './heartbeats.ts';
import type { IngestionLimits } from './ingestion-limits.ts';

/** A platform as this worker reaches it: one token, one connection pool and one set of places for all ingestions. */
export interface ChongqingBimSession {
  settings: ChongqingBimSettings;
  client: ChongqingBimClient;
  places: Places;
}

/** The platforms of this worker's configuration. An unknown name is a retryable `InvalidRequest`: another worker may have it. */
export interface PlatformSessions {
  kindOf(platform: string): PlatformKind;
  chongqingBim(platform: string): ChongqingBimSession;
  close(): Promise<void>;
}

/** What activities act with. */
export interface ActivityDeps {
  platforms: PlatformSessions;
  sources: Sources;
  hasher: Hasher;
  exclusive: Exclusive;
  limits: IngestionLimits;
  /** When the steps that only wait are heard of, all together. */
  waitingHeartbeats: Heartbeats;
  /** The memory that chunks of all platforms share. */
  buffers: ChunkBuffers;
  /** What is recorded beyond what delivery needs. */
  evidence: { sha256: boolean };
  /** Temporal, for what steps ask about their own run. */
  temporal: Client;
  /** Name of this worker process, as Temporal shows it. */
  identity: string;
}
