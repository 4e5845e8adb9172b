import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createModelrail, type IngestProgress, type IngestRequest, type Modelrail } from '../../client/index.ts';
import type { PlatformKind } from '../../contracts/kinds.ts';
import type { RunningSimulator } from '../../lib/simulation/definition.ts';
import {
  type ChongqingBimSimulator,
  type ChongqingBimSimulatorOptions,
  startChongqingBimSimulator,
} from '../../platforms/chongqing-bim/simulator/index.ts';
import { simulators } from '../../platforms/simulators.ts';
import { runHosted, startHosted } from './hosted.ts';
import {
  type CommandResult,
  type LaunchOptions,
  type RunningCommand,
  type StartedCommand,
  startCommand,
} from './program.ts';
import { temporalAddress } from './provided.ts';
import { type SimulatorControl, simulatorControl } from './simulator-control.ts';
import { connectTemporalClient } from './temporal-client.ts';

/** Everything one test file needs: a simulated platform, a configuration, a client, and workers that can be killed. */
export interface TestSystem extends AsyncDisposable {
  folder: string;
  /** Below the roots. */
  models: string;
  configPath: string;
  taskQueue: string;
  simulator: SimulatorControl;
  /** Origin of the simulated platform. */
  platformUrl: string;
  /** The switches of one of the further platforms. */
  simulatorOf(platform: string): SimulatorControl;
  /** Origin of one of the further platforms. */
  platformUrlOf(platform: string): string;
  client: Modelrail;
  /** Those that were started in processes of their own, dead or alive. */
  workers: readonly RunningCommand[];
  /** What all workers wrote. */
  workerOutput(): string;
  /** Stops the simulator and starts it again on the same port and data. */
  restartSimulator(whileDown?: () => Promise<void>): Promise<void>;
  /**
   * `host`: the machine that the worker takes itself for; default: the one of the request's files. `settings`: of the worker.
   * `more`: further arguments, and where and as what it runs.
   */
  startWorker(
    host?: string,
    settings?: Record<string, unknown>,
    more?: { args?: readonly string[] } & LaunchOptions,
  ): Promise<RunningCommand>;
  /** The worker that lives; starts one where there is none. For tests that share a system, some of which end its worker. */
  worker(): Promise<RunningCommand>;
  /** A worker in a process that it shares with other commands; the usual one is started once. It can be stopped, not killed. */
  hostedWorker(host?: string, settings?: Record<string, unknown>): Promise<StartedCommand>;
  /** Runs `modelrail …` with this system's configuration, in the process of {@link TestSystem.hostedWorker}. */
  modelrail(...args: string[]): Promise<CommandResult>;
  /** Writes a model below the roots; answers its path. */
  addModel(name: string, content: string | Buffer): Promise<string>;
  request(sources: readonly string[], more?: Partial<IngestRequest>): IngestRequest;
  /** Starts an ingestion; answers its id. */
  start(request: IngestRequest, id?: string): Promise<string>;
  /** Lets Temporal skip what a run waits for by the clock: pauses between attempts, and its own timers. Activities keep real time. */
  skipWaits(id: string): Promise<void>;
  /** Waits for the end of an ingestion. */
  finish(id: string): Promise<IngestProgress>;
  /** Follows an ingestion until a state is as wanted. */
  until(id: string, isWanted: (progress: IngestProgress) => boolean): Promise<IngestProgress>;
}

/** What differs from a platform and a configuration as most tests want them. */
export interface TestSystemOptions {
  simulator?: Partial<ChongqingBimSimulatorOptions>;
  /** Settings of the platform `cq` beyond address and credentials. */
  platform?: Record<string, unknown>;
  sources?: Record<string, unknown>;
  evidence?: Record<string, unknown>;
  /** The section of the gateway, which workers have platforms call. Default: none, so that platforms are looked at. */
  gateway?: Record<string, unknown>;
  /** Who is told what happens. Default: none. */
  notify?: Record<string, Record<string, unknown>>;
  /** Further platforms, each with a simulator of its own. */
  further?: Record<string, FurtherPlatform>;
  /** How the platform `cq` is started. Default: in this process. */
  startPlatform?: (options: ChongqingBimSimulatorOptions) => Promise<ChongqingBimSimulator>;
  /** Default: the server of the test run. */
  temporalAddress?: string;
}

/** One more platform. */
type FurtherPlatform = { settings?: Record<string, unknown> } & (
  | { kind?: undefined; simulator?: Partial<ChongqingBimSimulatorOptions> }
  /** Simulator and settings as its definition has them, beside those that are given. */
  | { kind: PlatformKind; simulator: Record<string, unknown> }
);

/** More skips in a row than any run of a test needs; Temporal's own bound is lower. */
const MAX_SKIPS = 1_000;

/** The host whose local files the workers of a test system work. */
const HOST = 'test-host';

/** The settings that all simulated platforms share. */
function platformAt(url: string): Record<string, unknown> {
  return {
    kind: 'chongqing-bim',
    baseUrl: url,
    tokenUrl: `${url}/token`,
    username: 'demo',
    password: 'demo-password',
    bimApiKey: 'demo-bim-api-key',
    convert: { pollInterval: '200ms' },
  };
}

/** Starts a further platform; answers its settings. */
async function startFurther(
  { kind, simulator, settings = {} }: FurtherPlatform,
  dataDir: string,
  platform: Record<string, unknown> = {},
): Promise<{ running: RunningSimulator; settings: Record<string, unknown> }> {
  if (kind === undefined) {
    const running = await startChongqingBimSimulator({ conversionMs: 300, ...simulator, dataDir });
    return { running, settings: { ...platformAt(running.url), ...platform, ...settings } };
  }
  const definition = simulators.find((one) => one.kind === kind);
  if (definition === undefined) throw new Error(`${kind} has no simulator`);
  const running = await definition.start({ host: '127.0.0.1', port: 0, dataDir }, simulator);
  return { running, settings: { ...definition.settings(running.url), ...settings } };
}

/** Starts a system of its own on the test run's Temporal server: own task queue, own folder, own platform. */
export async function startSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-test-'));
  const models = join(folder, 'models');
  await mkdir(models);
  const simulatorOptions = { conversionMs: 300, ...options.simulator, dataDir: join(folder, 'simulator') };
  const startPlatform = options.startPlatform ?? startChongqingBimSimulator;
  let platform = await startPlatform(simulatorOptions);
  const further = new Map<string, { url: string; close(): Promise<void>; settings: Record<string, unknown> }>();
  for (const [name, one] of Object.entries(options.further ?? {})) {
    const { running, settings } = await startFurther(one, join(folder, `simulator-${name}`), options.platform);
    further.set(name, { url: running.url, close: () => running.close(), settings });
  }
  const urlOf = (name: string) => {
    const one = further.get(name);
    if (one === undefined) throw new Error(`there is no platform ${name}`);
    return one.url;
  };
  const address = options.temporalAddress ?? temporalAddress();
  const taskQueue = `test-${randomUUID()}`;
  const configPath = join(folder, 'modelrail.yaml');
  const configOf = (host: string, settings = {}) =>
    // Settings that platforms share are written out: a file with a hundred aliases is refused.
    stringify(
      {
        temporal: { address, taskQueue },
        sources: { roots: ['./models'], ...options.sources },
        ...(options.evidence === undefined ? {} : { evidence: options.evidence }),
        ...(options.gateway === undefined ? {} : { gateway: options.gateway }),
        ...(options.notify === undefined ? {} : { notify: options.notify }),
        platforms: {
          cq: { ...platformAt(platform.url), ...options.platform },
          ...Object.fromEntries([...further].map(([name, { settings }]) => [name, settings])),
        },
        worker: { host, ...settings },
      },
      { aliasDuplicateObjects: false },
    );
  await writeFile(configPath, configOf(HOST));
  const client = await createModelrail({ address, taskQueue });
  const temporal = await connectTemporalClient(address);
  const workers: RunningCommand[] = [];
  const hosted: { worker: StartedCommand; isUsual: boolean }[] = [];
  const workerConfig = async (host: string, settings: Record<string, unknown> | undefined) => {
    if (host === HOST && settings === undefined) return configPath;
    const path = join(folder, `worker-${randomUUID()}.yaml`);
    await writeFile(path, configOf(host, settings));
    return path;
  };

  const system: TestSystem = {
    folder,
    models,
    configPath,
    taskQueue,
    simulator: simulatorControl(platform.url),
    platformUrl: platform.url,
    simulatorOf: (name) => simulatorControl(urlOf(name)),
    platformUrlOf: urlOf,
    client,
    workers,
    workerOutput: () => [...workers, ...hosted.map(({ worker }) => worker)].map((worker) => worker.output()).join(''),
    async restartSimulator(whileDown) {
      const { port } = platform;
      await platform.close();
      await whileDown?.();
      platform = await startPlatform({ ...simulatorOptions, port });
    },
    async startWorker(host = HOST, settings, { args = [], ...launch } = {}) {
      const worker = await startCommand(['worker', '--config', await workerConfig(host, settings), ...args], launch);
      workers.push(worker);
      return worker;
    },
    async worker() {
      return workers.find((worker) => !worker.hasEnded()) ?? (await system.startWorker());
    },
    async hostedWorker(host = HOST, settings) {
      const isUsual = host === HOST && settings === undefined;
      const living = hosted.find((one) => one.isUsual && !one.worker.hasEnded());
      if (isUsual && living !== undefined) return living.worker;
      const worker = await startHosted(['worker', '--config', await workerConfig(host, settings)]);
      hosted.push({ worker, isUsual });
      return worker;
    },
    modelrail: (...args) => runHosted([...args, '--config', configPath]),
    async addModel(name, content) {
      const path = join(models, name);
      await writeFile(path, content);
      return path;
    },
    request: (sources, more = {}) => ({
      platform: 'cq',
      project: { name: 'Bridge', code: `B-${randomUUID()}`, areaCode: '500103', type: 10, stage: 1 },
      files: sources.map((source) => ({ source, host: HOST })),
      ...more,
    }),
    async start(request, id) {
      const started = await client.ingest(request, { id: id ?? `t-${randomUUID()}` });
      return started.id;
    },
    async skipWaits(id) {
      await temporal.client.workflowService.updateWorkflowExecutionOptions({
        namespace: temporal.client.options.namespace,
        workflowExecution: { workflowId: id },
        updateMask: { paths: ['time_skipping_config'] },
        workflowExecutionOptions: { timeSkippingConfig: { enabled: true, maxSessionSkipCount: MAX_SKIPS } },
      });
    },
    async finish(id) {
      // Temporal tells the end when it comes: asking ten times a second until then costs half of a busy core.
      await temporal.client.workflow
        .getHandle(id)
        .result()
        .catch(() => undefined);
      return system.until(id, (progress) => progress.closedAt !== undefined);
    },
    async until(id, isWanted) {
      for await (const progress of client.watch(id, { intervalMs: 250 })) {
        if (isWanted(progress)) return progress;
        if (progress.closedAt !== undefined) {
          throw new Error(`${id} ended before it was as wanted: ${JSON.stringify(progress, null, 1)}`);
        }
      }
      throw new Error(`watching ${id} ended`);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...workers.map((worker) => worker.kill()), ...hosted.map(({ worker }) => worker.stop())]);
      await client.close();
      await temporal[Symbol.asyncDispose]();
      await Promise.all([platform, ...further.values()].map((simulator) => simulator.close()));
      await rm(folder, { recursive: true });
    },
  };
  return system;
}
