import type { FastifyBaseLogger } from 'fastify';
import type { z } from 'zod';
import type { PlatformKind } from '../contracts/activities.ts';
import type { IngestRequest } from '../contracts/request.ts';
import type { TemporalLink } from './temporal-link.ts';
import type { WatchHub } from './watch-hub.ts';

/** What the routes work with. */
export interface GatewayContext {
  link: TemporalLink;
  hub: WatchHub;
  logger: FastifyBaseLogger;
  /** The configured platforms. */
  platforms: readonly { name: string; kind: PlatformKind }[];
  /** What a request to them looks like. */
  requestSchema: z.ZodType;
  /** Whose disk a local source lies on when the request does not say; absent when every worker sees the same disks. */
  host: string | undefined;
  /** Looks at sources that lie on this machine. Errors: `SourceNotFound`, `SourceNotAllowed`, `InvalidRequest`. */
  checkSources(request: IngestRequest): Promise<void>;
  /** Notes that an ingestion uses files of the spool, before it is started. */
  claimSources(request: IngestRequest, id: string): Promise<void>;
  createId(): string;
  /** How long a stream of events lasts at most, in milliseconds. */
  streamDurationMs: number;
}
