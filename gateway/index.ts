import type { Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { createIngestionId, type Modelrail } from '../client/index.ts';
import { sharesContents } from '../contracts/kinds.ts';
import { sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';
import type { ReachableServers } from '../lib/sources/address-guard.ts';
import type { ReadableFiles } from '../lib/sources/admission.ts';
import { toldOf } from '../lib/words/words.ts';
import { requestSchema } from '../platforms/requests.ts';
import { syncSchemas } from '../platforms/syncs.ts';
import { admitSources, lookAtSources } from './admit-sources.ts';
import { createApp, type ServerSettings } from './app.ts';
import { isLoopback } from './authentication.ts';
import type { GatewayContext } from './context.ts';
import { addIngestionMetrics } from './ingestion-metrics.ts';
import { lookAtSync } from './look-at-sync.ts';
import { createMetrics } from './metrics.ts';
import { createOverviewLook } from './open-overview.ts';
import { createOverviewHub } from './overview-hub.ts';
import { readPage } from './page-files.ts';
import { eventRoutes } from './routes/events.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { healthRoutes } from './routes/health.ts';
import { ingestionRoutes } from './routes/ingestions.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { overviewRoutes } from './routes/overview.ts';
import { pageRoutes } from './routes/page.ts';
import { syncRoutes } from './routes/syncs.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { spoolRoutes } from './spool/routes.ts';
import { createSpool, type SpoolOptions } from './spool/spool.ts';
import { addSpoolMetrics } from './spool-metrics.ts';
import { createStreamShares } from './stream-shares.ts';
import { startSweeping } from './sweeping.ts';
import { addSyncMetrics } from './sync-metrics.ts';
import { createTemporalLink } from './temporal-link.ts';
import { tellUnworked } from './unworked.ts';
import { createWatchHub } from './watch-hub.ts';
import { createNudges } from './webhooks/nudges.ts';

/** What a gateway needs. */
export interface GatewayOptions {
  settings: ServerSettings;
  platforms: GatewayContext['platforms'];
  /** Targets of `notify`. Default: none. */
  notifyNames?: readonly string[];
  /** Whose disk a local source lies on when a request does not say; absent when every worker sees the same disks. */
  host?: string;
  /** The host of this machine's own worker, whose sources can be looked at from here. */
  ownHost: string;
  /** Where this machine's local files are; undefined when it has none of them. */
  localFiles: ReadableFiles | undefined;
  /** Servers that sources may be on. */
  servers: ReachableServers;
  /** Extensions of the files that a folder gives, in lower case. */
  sourceExtensions: readonly string[];
  /** Makes a connection to Temporal. Error: `TemporalUnavailable`. */
  connect(): Promise<Modelrail>;
  /** Where files lie that other services send. */
  spool: Pick<SpoolOptions, 'folder' | 'maxFileBytes' | 'maxPostBytes' | 'maxBytes' | 'expiryMs' | 'share'>;
  /** What the addresses are signed with that platforms call. */
  webhookKeys: readonly Buffer[];
  logger: Logger;
  /** Traces the requests. Default: they are not traced. */
  tracer?: Tracer;
  version: string;
}

/** A gateway that listens. */
export interface Gateway {
  /** `http://HOST:PORT`. */
  url: string;
  /** Takes no more requests, answers those that it has, and ends. */
  close(): Promise<void>;
}

/** How long requests that run may take once it is to end: calls of Temporal have five seconds. */
const CLOSE_GRACE_MS = 10_000;

/**
 * Starts the gateway. Errors: `InvalidRequest` for settings that would let others in without a token, and for an address that cannot
 * be listened on.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { settings, platforms, host, logger, version } = options;
  if (settings.tokens.length === 0 && !isLoopback(settings.host)) {
    throw new ModelrailError(
      'InvalidRequest',
      sentenceOf('gateway.host is {host}, which others reach: set gateway.tokens, or listen on 127.0.0.1', {
        host: settings.host,
      }),
    );
  }
  const link = createTemporalLink(options.connect);
  const spool = await createSpool({ ...options.spool, logger });
  const hub = createWatchHub(link.client);
  const overviewLook = createOverviewLook();
  const overviews = createOverviewHub(link.client, overviewLook);
  const { ownHost, localFiles, servers } = options;
  const ownSources = { spool, ownHost, localFiles, servers };
  const context: GatewayContext = {
    link,
    hub,
    logger,
    platforms,
    notifyNames: options.notifyNames ?? [],
    requestSchema: requestSchema(platforms),
    syncSchema: syncSchemas(platforms),
    host,
    admit(request, id, caller) {
      const areShared = platforms.some(({ name, kind }) => name === request.platform && sharesContents(kind));
      return admitSources(request, { id, caller }, { ...ownSources, sharesContents: areShared });
    },
    lookAt: async (sources, caller, most) => (await lookAtSources(sources, { caller, most }, ownSources)).error,
    lookAtSync: (sync) => lookAtSync(sync, ownSources),
    renew: (id) => spool.renew(id),
    servers,
    createId: createIngestionId,
    streamDurationMs: settings.streamDuration,
    streams: createStreamShares(settings),
  };
  const app = await createApp(settings, logger, version, options.sourceExtensions);
  if (options.tracer !== undefined) (await import('./request-spans.ts')).traceRequests(app, options.tracer);
  const registry = createMetrics(app, [hub, overviews]);
  addIngestionMetrics(
    registry,
    link.client,
    platforms.map(({ name }) => name),
  );
  addSyncMetrics(registry, link.client);
  addSpoolMetrics(registry, spool);
  await app.register(pageRoutes(await readPage()));
  await app.register(healthRoutes(context));
  await app.register(ingestionRoutes(context));
  await app.register(eventRoutes(context));
  await app.register(overviewRoutes(context, overviews, overviewLook));
  await app.register(evidenceRoutes(context));
  await app.register(syncRoutes(context));
  await app.register(spoolRoutes(spool));
  const nudges = createNudges({ link, keys: options.webhookKeys, logger });
  await app.register(webhookRoutes(nudges));
  if (settings.metrics !== 'off') await app.register(metricsRoutes(registry));
  // Streams have no end of their own.
  app.addHook('preClose', async () => {
    hub.close();
    overviews.close();
  });
  await listen(app.listen.bind(app), settings).catch(async (error: unknown) => {
    await spool.close();
    throw error;
  });
  const sweeping = startSweeping(spool, link, logger);
  const telling = tellUnworked(link.client, logger);
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    url: `http://${bracketed(settings.host)}:${port}`,
    async close() {
      sweeping.stop();
      telling.stop();
      const force = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS);
      await app.close();
      clearTimeout(force);
      nudges.close();
      await spool.close();
      await link.close();
    },
  };
}

async function listen(
  start: (at: { host: string; port: number }) => Promise<string>,
  { host, port }: ServerSettings,
): Promise<void> {
  try {
    await start({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const at = `${bracketed(host)}:${port}`;
    const told =
      code === 'EADDRINUSE'
        ? toldOf('{at} is in use: take another gateway.port, or --port', { at })
        : toldOf('{at} cannot be listened on ({code})', { at, code: code || String(error) });
    throw new ModelrailError('InvalidRequest', told, { cause: error });
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
