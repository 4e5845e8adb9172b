import { join } from 'node:path';
import type { CliContext } from '../context.ts';
import { createFetchBar } from '../render/fetch-bar.ts';
import { startChild } from './child.ts';
import { createOutputTail } from './output-tail.ts';
import { type SupervisedPart, supervise } from './supervise.ts';
import { type SystemTemporal, startSystemTemporal } from './temporal.ts';

/** A simulator to start, and where it listens. */
export interface SimulatorPlace {
  kind: string;
  /** The name of its platform. */
  platform: string;
  port: number;
}

/** What belongs to the system. */
export interface SystemOptions {
  /** Folder of the database, the logs and what the simulators keep. */
  folder: string;
  namespace: string;
  ports: { temporal: number; ui: number };
  /** Simulators to start, and where they listen. */
  simulators: readonly SimulatorPlace[];
  /** Where the HTTP API listens; none without it. */
  gateway?: { port: number };
  /** Whether what worker and gateway log is shown while they run. */
  isLogShown: boolean;
  /** Makes the configuration that the worker reads, once it is known where everything is. */
  configure(parts: { address: string; simulatorUrls: SimulatorUrls }): Promise<{ path?: string }>;
}

/** Addresses of simulators, by the names of their platforms. */
export type SimulatorUrls = Readonly<Record<string, string>>;

/** A running system: Temporal, simulators, a worker, a gateway. */
export interface System {
  temporal: SystemTemporal;
  simulatorUrls: SimulatorUrls;
  gatewayUrl?: string;
  configPath?: string;
  /** Resolves when the worker takes work, and the gateway requests. */
  ready: Promise<unknown>;
  /** Process ids of what runs, by name. */
  processes(): Record<string, number>;
  /** Ends everything, the worker first and Temporal last. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

/** What a part gets to stop before it says how long it takes; a gateway answers within ten seconds. */
const PART_GRACE_MS = 15_000;
/** Until the process of a worker is gone whose steps have ended. */
const EXIT_GRACE_MS = 5_000;
const SIMULATOR_GRACE_MS = 5_000;

/** Starts all parts, each supervised; what was started is stopped again when one fails to. */
export async function startSystem(context: CliContext, options: SystemOptions): Promise<System> {
  const started: SupervisedPart[] = [];
  const stop = async () => {
    for (const part of started.toReversed()) await part.stop();
  };
  const kill = () => {
    for (const part of started.toReversed()) part.kill();
  };
  try {
    const temporal = await startSystemTemporal({
      env: context.env,
      namespace: options.namespace,
      dbFile: join(options.folder, 'temporal.db'),
      logFile: join(options.folder, 'temporal.log'),
      port: options.ports.temporal,
      uiPort: options.ports.ui,
      tell: context.note,
      onFetched: createFetchBar(context),
    });
    started.push(temporal);
    const simulatorUrls = await startSimulators(context, options, started);
    const { path } = await options.configure({ address: temporal.address, simulatorUrls });
    const env = temporal.uiUrl === undefined ? temporal.env : { ...temporal.env, TEMPORAL_UI_URL: temporal.uiUrl };
    const around = { env, configPath: path, logs: join(options.folder, 'logs'), isShown: options.isLogShown };
    const parts = [await startPart(context, 'worker', [], around, started)];
    if (options.gateway !== undefined) {
      const args = ['--port', String(options.gateway.port)];
      parts.push(await startPart(context, 'gateway', args, around, started));
    }
    const ready = Promise.all(parts.map((part) => part.ready));
    // A caller that stops before does not wait for it.
    ready.catch(() => undefined);
    return {
      temporal,
      simulatorUrls,
      ...(options.gateway === undefined ? {} : { gatewayUrl: `http://127.0.0.1:${options.gateway.port}` }),
      ...(path === undefined ? {} : { configPath: path }),
      ready,
      processes: () => Object.fromEntries(started.flatMap((part) => toEntry(part.name, part.pid()))),
      stop,
      kill,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function toEntry(name: string, pid: number | undefined): [string, number][] {
  return pid === undefined ? [] : [[name, pid]];
}

async function startSimulators(
  context: CliContext,
  { simulators, folder }: SystemOptions,
  started: SupervisedPart[],
): Promise<SimulatorUrls> {
  const urls: Record<string, string> = {};
  for (const { kind, platform, port } of simulators) {
    const name = simulators.length === 1 ? 'simulator' : `simulator ${platform}`;
    const args = ['simulate', kind, '--quiet', '--port', `${port}`, '--data', join(folder, 'simulators', kind)];
    const part = await supervise(
      name,
      async () => {
        const output = createOutputTail(context, name, context.isVerbose);
        const child = await startChild(args, { env: context.env, onLine: output.take });
        await child.ready;
        return { ...child, lastWords: output.tellHidden, stop: () => child.stop(SIMULATOR_GRACE_MS) };
      },
      context.note,
    );
    started.push(part);
    urls[platform] = `http://127.0.0.1:${port}`;
  }
  return urls;
}

/** Where a part runs. */
interface PartSurroundings {
  env: NodeJS.ProcessEnv;
  configPath: string | undefined;
  /** Whether what it logs is shown while it runs. */
  isShown: boolean;
  /** Folder of its log files. */
  logs: string;
}

async function startPart(
  context: CliContext,
  name: 'worker' | 'gateway',
  more: readonly string[],
  { env, configPath, isShown, logs }: PartSurroundings,
  started: SupervisedPart[],
): Promise<{ ready: Promise<unknown> }> {
  const args = [name, ...more, '--log-format', 'pretty'];
  if (context.isVerbose) args.push('--verbose');
  else if (!isShown) args.push('--quiet');
  args.push('--log-file', join(logs, `${name}.log`));
  if (configPath !== undefined) args.push('--config', configPath);
  const part = await supervise(
    name,
    async () => {
      const output = createOutputTail(context, name, isShown || context.isVerbose);
      const child = await startChild(args, { env, onLine: output.take });
      let graceMs = PART_GRACE_MS;
      const noteGrace = (about: unknown) => {
        graceMs = Math.max(graceMs, stopTimeOf(about) + EXIT_GRACE_MS);
      };
      // A part that is never ready is seen by its end.
      child.ready.then(noteGrace, () => undefined);
      return { ...child, lastWords: output.tellHidden, stop: () => child.stop(graceMs) };
    },
    context.note,
  );
  started.push(part);
  return { ready: part.first.ready };
}

/** How long a worker says that it takes to stop, in milliseconds; it follows from its configuration. */
function stopTimeOf(about: unknown): number {
  const isTold = typeof about === 'object' && about !== null && 'stopTimeMs' in about;
  return isTold && typeof about.stopTimeMs === 'number' ? about.stopTimeMs : 0;
}
