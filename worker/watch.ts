import type { ActivityInterceptorsFactory, WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { PlatformSessions } from '../activities/sessions.ts';
import type { RunSpan } from '../contracts/traces.ts';
import type { Config } from '../lib/config/load.ts';
import { packageVersion } from '../lib/package-version.ts';
import { isTracingWanted } from '../lib/tracing/settings.ts';
import { definitionOf, type platformKinds } from '../platforms/kinds.ts';
import { logCalls } from './call-log.ts';
import { createOutages, watchOutages } from './outages.ts';
import { onRunLine } from './runtime.ts';
import { observeSteps } from './steps.ts';

/** What an operator sees of a worker: its log beside what the SDK says, and its metrics. */
export interface WorkerWatch extends AsyncDisposable {
  /** Of the steps of the worker. */
  interceptors: ActivityInterceptorsFactory[];
  /** Of its workflows. */
  sinks: NonNullable<WorkerOptions['sinks']>;
}

/** Begins to watch. Error: `InvalidRequest` for an address of metrics that cannot be listened on. */
export async function openWatch(options: {
  config: Config<typeof platformKinds>;
  host: string;
  logger: Logger;
  platforms: Pick<PlatformSessions, 'opened'>;
  /** Where the SDK's metrics are; undefined where it has none. */
  sdkMetrics: string | undefined;
}): Promise<WorkerWatch> {
  const { config, host, logger, platforms, sdkMetrics } = options;
  const outages = createOutages(logger);
  const { metrics: at } = config.worker;
  const sources = { outages, sessions: platforms.opened, isOwnOrigin: ownOrigins(config), onRunLine };
  const about = { version: packageVersion(), host, sdkAddress: sdkMetrics };
  // Loaded where they are wanted alone, as traces are.
  const metrics = at && (await (await import('./metrics/open.ts')).openMetrics(at, sources, about));
  if (metrics !== undefined) logger.info({ url: metrics.url }, 'metrics are served');
  const endCallLog = logCalls(logger);
  const tracing = isTracingWanted(process.env) ? (await import('./tracing.ts')).traceWorker(logger) : undefined;
  const observers = [watchOutages(outages), ...(metrics === undefined ? [] : [metrics.observer])];
  return {
    interceptors: [observeSteps(host, observers), ...(tracing === undefined ? [] : [tracing.interceptor])],
    // Always there: a run that was started with a trace tells its span to whichever worker has it.
    sinks: { traces: { ended: { fn: (run, span: RunSpan) => tracing?.onRunSpan(span, run) } } },
    async [Symbol.asyncDispose]() {
      outages.close();
      endCallLog();
      await metrics?.close();
      await tracing?.close();
    },
  };
}

/** Tells whether an origin is one that a platform is configured with. */
function ownOrigins(config: Config<typeof platformKinds>): (platform: string, origin: string) => boolean {
  const origins = new Map(
    [...config.allPlatforms()].map(([name, settings]) => {
      const addresses = definitionOf(settings.kind).addresses(settings);
      return [name, new Set(addresses.map((address) => new URL(address).origin))];
    }),
  );
  return (platform, origin) => origins.get(platform)?.has(origin) === true;
}
