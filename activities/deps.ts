import type { Client } from '@temporalio/client';
import type { Hasher } from '../lib/hashing/hasher.ts';
import type { Results } from '../lib/results/results.ts';
import type { Sources } from '../lib/sources/source.ts';
import type { ChunkBuffers } from '../lib/transfer/buffers.ts';
import type { WebhookAddresses } from '../lib/webhooks/addresses.ts';
import type { Exclusive } from './exclusive.ts';
import type { Heartbeats } from './heartbeats.ts';
import type { IngestionLimits } from './ingestion-limits.ts';

/** What all steps act with, beside the platforms. */
export interface StepDeps {
  sources: Sources;
  hasher: Hasher;
  exclusive: Exclusive;
  limits: IngestionLimits;
  /** When the steps that only wait are heard of, all together. */
  waitingHeartbeats: Heartbeats;
  /** The queue of the workers that run workflows. */
  taskQueue: string;
  /** Replaces `${NAME}` and `${file:PATH}` in a text. Error: `InvalidRequest` for what has no value here. */
  resolveText(text: string): string;
  /** The memory that chunks of all platforms share. */
  buffers: ChunkBuffers;
  /** Where results of platforms are saved. */
  results: Results;
  /** The addresses that platforms call when something ends; undefined where there is no gateway. */
  webhooks: WebhookAddresses | undefined;
  /** The folders below which local files are read; absolute. */
  roots: readonly string[];
  /** What is recorded beyond what delivery needs. */
  evidence: { sha256: boolean };
  /** Temporal, for what steps ask about their own run. */
  temporal: Client;
  /** Name of this worker process, as Temporal shows it. */
  identity: string;
}
