import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createExclusive } from '../activities/exclusive.ts';
import { createSharedHeartbeats } from '../activities/heartbeats.ts';
import { createActivities } from '../activities/index.ts';
import { createIngestionLimits } from '../activities/ingestion-limits.ts';
import { readLimits } from '../activities/read-limits.ts';
import { hostTaskQueue } from '../contracts/names.ts';
import {
  CONTROL_SLOTS,
  FILE_SLOTS,
  HEARTBEAT_INTERVAL_MS,
  LIMITS_LOOK_MS,
  WAITING_REPORTS_PER_SECOND,
  WAITING_TICK_MS,
} from '../contracts/policies.ts';
import { linesOf, phraseOf } from '../contracts/sentences.ts';
import type { Config } from '../lib/config/load.ts';
import { ModelrailError } from '../lib/errors.ts';
import { createHasher, SPLIT_FROM_BYTES } from '../lib/hashing/hasher.ts';
import { createProxyChoice } from '../lib/http/proxy.ts';
import { packageVersion } from '../lib/package-version.ts';
import { createResults } from '../lib/results/results.ts';
import { createDataConverter } from '../lib/temporal-sdk/payloads.ts';
import type { ResolvedTemporal } from '../lib/temporal-server/connection.ts';
import { isUnknownNamespace, type TemporalTarget, unknownNamespace } from '../lib/temporal-server/refusals.ts';
import { compareSearchAttributes, conflictText } from '../lib/temporal-server/search-attributes.ts';
import { createChunkBuffers } from '../lib/transfer/buffers.ts';
import { createWebhookAddresses, type WebhookAddresses } from '../lib/webhooks/addresses.ts';
import { readWebhookKeys } from '../lib/webhooks/keys.ts';
import { told } from '../lib/words/told.ts';
import { definitionOf, type platformKinds } from '../platforms/kinds.ts';
import { ACTIVATION_LIMIT } from './activation-limit.ts';
import { createLookout } from './lookout.ts';
import { createMemory } from './memory.ts';
import { notifyTargets, startNotify, urlsOf } from './notify.ts';
import { createPlatformSessions } from './platform-sessions.ts';
import { installRuntime, sdkMetricsAddress } from './runtime.ts';
import { createWorkerSources } from './sources.ts';
import { stopTimeMs } from './stop-time.ts';
import { openWatch } from './watch.ts';

/** What a worker needs to run. */
export interface RunWorkerOptions {
  config: Config<typeof platformKinds>;
  connection: ResolvedTemporal;
  logger: Logger;
  /** Whose local files it works. Default: the configuration's `worker.host`. */
  host?: string;
  /** Encode what Temporal keeps, in this order; the clients have the same ones. Default: none. */
  payloadCodecs?: readonly PayloadCodec[];
  /** Ends the worker: it takes no more work, hands over what it has, and stops. */
  signal?: AbortSignal;
  /** Called when the worker takes work, with how long it takes to stop at most, in milliseconds. */
  onReady?(about: { stopTimeMs: number }): void;
}

/**
 * Runs a worker for the main queue and one for this host's files, as the configuration's roles say, until `signal` aborts.
 *
 * Errors: `TemporalUnavailable` when there is no Temporal; `InvalidRequest` for a configuration that cannot work, among
 * it a namespace that is not there, and search attributes that are not registered, or with another type: runs would hang
 * on them.
 */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  const { config, logger, connection: temporal, payloadCodecs } = options;
  const host = options.host ?? config.worker.host;
  assertProxies(config);
  const targets = notifyTargets(config);
  const forceMs = stopTimeMs(config.allPlatforms().values());
  const sdkMetrics = installRuntime(logger, config.worker.metrics && (await sdkMetricsAddress()));
  const connection = await connect(temporal);
  const { taskQueue } = config.temporal;
  const platforms = createPlatformSessions(config);
  const cores = availableParallelism();
  const splitFromBytes = cores > 1 ? SPLIT_FROM_BYTES : Number.POSITIVE_INFINITY;
  const hasher = createHasher({ threads: Math.max(1, Math.min(2, cores - 1)), splitFromBytes });
  const sources = createWorkerSources(config, hasher);
  const results = createResults({ roots: config.results.roots, allowHosts: config.sources.allowHosts });
  try {
    await using watch = await openWatch({ config, host, logger, platforms, sdkMetrics });
    await assertSearchAttributes(connection, {
      address: temporal.connectionOptions.address,
      namespace: temporal.namespace,
    });
    const identity = `${process.pid}@${host}`;
    const client = new Client({
      connection,
      namespace: temporal.namespace,
      dataConverter: createDataConverter(payloadCodecs),
    });
    const own = { address: temporal.connectionOptions.address, taskQueue };
    const activities = createActivities({
      platforms,
      resolveText: (text) => config.resolveText(text),
      hasher,
      evidence: config.evidence,
      results,
      webhooks: await webhookAddresses(config),
      identity,
      sources: sources.sources,
      roots: config.sources.roots,
      taskQueue,
      openListing: sources.openListing,
      exclusive: createExclusive(),
      limits: createIngestionLimits({ read: (id) => readLimits(client, id), intervalMs: LIMITS_LOOK_MS }),
      waitingHeartbeats: createSharedHeartbeats({ perSecond: WAITING_REPORTS_PER_SECOND, tickMs: WAITING_TICK_MS }),
      buffers: createChunkBuffers({ budgetBytes: config.worker.memoryBytes }),
      temporal: client,
      notifyTargets: () => targets,
      lookout: createLookout(client, own),
      memory: createMemory(client, own),
      urlOf: urlsOf(config),
    });
    const converterPath = fileURLToPath(new URL('../workflows/data-converter.js', import.meta.url));
    const dataConverter = createDataConverter(payloadCodecs, converterPath);
    const common: Omit<WorkerOptions, 'taskQueue'> = {
      dataConverter,
      connection,
      namespace: temporal.namespace,
      identity,
      activities,
      maxHeartbeatThrottleInterval: HEARTBEAT_INTERVAL_MS,
      shutdownForceTime: forceMs,
      interceptors: { activity: watch.interceptors },
      activityTaskPollerBehavior: { type: 'autoscaling' },
      ...versionOf(config.worker),
    };
    const control: WorkerOptions = {
      ...common,
      ...ACTIVATION_LIMIT,
      taskQueue,
      sinks: watch.sinks,
      workflowBundle: { codePath: fileURLToPath(new URL('../workflow-bundle.cjs', import.meta.url)) },
      // A worker that was killed leaves its runs sticky to itself; queries wait so long before they go elsewhere.
      stickyQueueScheduleToStartTimeout: '1s',
      workflowTaskPollerBehavior: { type: 'autoscaling' },
      maxConcurrentActivityTaskExecutions: CONTROL_SLOTS,
    };
    const files: WorkerOptions = {
      ...common,
      taskQueue: hostTaskQueue(taskQueue, host),
      maxConcurrentActivityTaskExecutions: FILE_SLOTS,
    };
    const byRole = { control, files };
    const roles = [...new Set(config.worker.roles)];
    const workers = await Promise.all(roles.map((role) => Worker.create(byRole[role])));
    if (roles.includes('control')) await startNotify(client, config);
    await runAll(workers, forceMs, options);
  } finally {
    await sources.close();
    await results.close();
    await hasher.close();
    await platforms.close();
    await connection.close();
  }
}

/** The addresses that platforms call; undefined where none does, or nobody would hear it: the gateway's secret is not needed then. */
async function webhookAddresses(config: RunWorkerOptions['config']): Promise<WebhookAddresses | undefined> {
  const isWanted = config.platformNames.some((name) => definitionOf(config.kindOf(name)).callsBack === true);
  if (!isWanted || config.webhookUrl === undefined) return undefined;
  const [key] = await readWebhookKeys(config.webhookKeys);
  return createWebhookAddresses(config.webhookUrl, key);
}

/** The version of a worker deployment that the workers are of; of none by default. */
function versionOf({
  deployment,
}: RunWorkerOptions['config']['worker']): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  if (deployment === undefined) return {};
  const { name, buildId = packageVersion(), behavior } = deployment;
  return {
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: name, buildId },
      defaultVersioningBehavior: behavior === 'pinned' ? 'PINNED' : 'AUTO_UPGRADE',
    },
  };
}

/** Runs the workers; the end of one, for whatever reason, ends the others. */
async function runAll(
  workers: readonly Worker[],
  forceMs: number,
  { signal, onReady, logger }: RunWorkerOptions,
): Promise<void> {
  const stop = () => {
    for (const worker of workers) {
      if (worker.getState() === 'RUNNING') worker.shutdown();
    }
  };
  const runs = workers.map((worker) => worker.run().finally(stop));
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  onReady?.({ stopTimeMs: forceMs });
  logger.info({ taskQueues: workers.map((worker) => worker.options.taskQueue) }, 'worker is ready');
  const results = await Promise.allSettled(runs);
  for (const result of results) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** Before any work is taken: a variable of the environment that counts for a platform may name no proxy. */
function assertProxies(config: RunWorkerOptions['config']): void {
  for (const settings of config.allPlatforms().values()) {
    const choose = createProxyChoice(settings.proxy, process.env);
    for (const address of definitionOf(settings.kind).addresses(settings)) choose(new URL(address));
  }
}

async function connect({ connectionOptions }: ResolvedTemporal): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(connectionOptions);
  } catch (error) {
    const silent = told('Temporal does not answer at {address}', { address: connectionOptions.address });
    throw new ModelrailError('TemporalUnavailable', silent, { cause: error });
  }
}

async function assertSearchAttributes(connection: NativeConnection, target: TemporalTarget): Promise<void> {
  const { namespace } = target;
  const { customAttributes } = await connection.operatorService
    .listSearchAttributes({ namespace })
    .catch((error: unknown) => {
      throw isUnknownNamespace(error) ? unknownNamespace(error, target) : error;
    });
  const { missing, conflicting } = compareSearchAttributes(customAttributes ?? {});
  const problems = [
    ...(missing.length === 0
      ? []
      : [
          phraseOf(
            'search attributes are not registered in namespace {namespace}: {missing}; run: modelrail doctor --fix',
            { namespace, missing: missing.join(', ') },
          ),
        ]),
    ...(conflicting.length === 0
      ? []
      : [
          phraseOf(
            'search attributes of namespace {namespace} have another type: {conflicting}; have an operator of Temporal rename or remove them, or take another namespace',
            { namespace, conflicting: conflictText(conflicting) },
          ),
        ]),
  ];
  if (problems.length > 0) throw new ModelrailError('InvalidRequest', linesOf(problems));
}
