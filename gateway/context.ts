import type { FastifyBaseLogger } from 'fastify';
import type { z } from 'zod';
import type { PlatformKind } from '../contracts/kinds.ts';
import type { IngestRequest } from '../contracts/request.ts';
import type { Sentence } from '../contracts/sentences.ts';
import type { Dictionary } from '../lib/requests/dictionary.ts';
import type { PlacedSource } from '../lib/requests/placed-source.ts';
import type { RequestError } from '../lib/requests/problems.ts';
import type { ReachableServers } from '../lib/sources/address-guard.ts';
import type { Caller } from './authentication.ts';
import type { StreamShares } from './stream-shares.ts';
import type { TemporalLink } from './temporal-link.ts';
import type { WatchHub } from './watch-hub.ts';

/** What the routes work with. */
export interface GatewayContext {
  link: TemporalLink;
  hub: WatchHub;
  logger: FastifyBaseLogger;
  /** The configured platforms, with the names that the configuration gives to their values. */
  platforms: readonly { name: string; kind: PlatformKind; dictionary?: Dictionary }[];
  /** Targets of `notify` that a request may name. */
  notifyNames: readonly string[];
  /** What a request to them looks like. */
  requestSchema: z.ZodType;
  /** What a declaration of a sync that delivers to them looks like, with its name and without. */
  syncSchema: { named: z.ZodType; unnamed: z.ZodType };
  /** Whose disk a local source lies on when the request does not say; absent when every worker sees the same disks. */
  host: string | undefined;
  /**
   * Looks at sources that lie on this machine, and notes that an ingestion is about to use those of the spool. Answers
   * warnings. Errors: `SourceNotFound`, `SourceNotAllowed`, `InvalidRequest`.
   */
  admit(request: IngestRequest, id: string, caller: Caller): Promise<Sentence[]>;
  /**
   * What is wrong with sources that lie on this machine; those behind `most` wrong ones are not looked at. Undefined when
   * nothing is. Errors of other types than those of `admit` are thrown.
   */
  lookAt(sources: readonly PlacedSource[], caller: Caller, most: number): Promise<RequestError | undefined>;
  /** What is wrong with the source of a sync, as far as it can be seen from here. */
  lookAtSync(sync: { source: string; host: string | undefined }): Promise<RequestError | undefined>;
  /** Notes that an ingestion is about to use its files of the spool again. */
  renew(id: string): Promise<void>;
  /** Servers that sources may be on. */
  servers: ReachableServers;
  createId(): string;
  /** How long a stream of events lasts at most, in milliseconds. */
  streamDurationMs: number;
  streams: StreamShares;
}
