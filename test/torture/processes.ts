import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { findFreePort } from '../../lib/temporal-server/port.ts';
import { startTemporalServer, type TemporalServer } from '../../lib/temporal-server/start.ts';
import { PROGRAM } from '../support/program.ts';
import { type Child, startChild } from './child.ts';
import type { Behaviour } from './plan.ts';
import { CHUNK_BYTES, PLATFORMS } from './workload.ts';

/** What must never be seen in a history or a log. */
export const SECRETS = { password: 'torture-password-7c41', bimApiKey: 'torture-bim-api-key-93e0' };
/** The machine whose files the workers work. */
export const HOST = 'torture-host';
/** Queue of the campaign's workers. */
export const TASK_QUEUE = 'torture';

const USERNAME = 'torture';
const CONVERSION_MS = 300;
const PLATFORM_PROCESS = fileURLToPath(new URL('./platform-process.ts', import.meta.url));

/** One process that is ended and started again. */
export interface Switched {
  readonly name: string;
  readonly isUp: boolean;
  start(): Promise<void>;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Everything that a campaign runs. */
export interface Processes extends AsyncDisposable {
  folder: string;
  /** Root of the source files. */
  models: string;
  /** Journal of the simulator, in which its tokens are. */
  platformJournal: string;
  temporalAddress: string;
  platformUrl: string;
  temporal: Switched;
  platform: Switched & { setBehaviour(behaviour: Behaviour): Promise<void> };
  workers: readonly [Switched, Switched];
  /** Ends of processes that nobody asked for, since the last call. */
  takeUnexpectedEnds(): string[];
}

/** Prepares a campaign's folder and processes; none is started yet. */
export async function createProcesses(folder: string): Promise<Processes> {
  const [temporalPort, platformPort] = [await findFreePort(), await findFreePort()];
  const temporalAddress = `127.0.0.1:${temporalPort}`;
  const platformUrl = `http://127.0.0.1:${platformPort}`;
  const models = join(folder, 'models');
  const dataDir = join(folder, 'platform');
  const configPath = join(folder, 'modelrail.yaml');
  const logs = join(folder, 'logs');
  await Promise.all([models, dataDir, logs].map((path) => mkdir(path, { recursive: true })));
  await writeFile(configPath, configuration({ temporalAddress, platformUrl }));
  const unexpected: string[] = [];

  const temporal = switchedTemporal({
    binary: await findTemporal({ env: process.env, log: console.error }),
    dbFile: join(folder, 'temporal.db'),
    port: temporalPort,
    logFile: join(logs, 'temporal.log'),
  });
  let behaviour: Behaviour = { autoMerge: false, needsSynchronous: false, mergeDelayMs: 0 };
  const platform = switchedChild('platform', unexpected, () =>
    startChild({
      modulePath: PLATFORM_PROCESS,
      args: [
        JSON.stringify({
          ...behaviour,
          ...SECRETS,
          port: platformPort,
          dataDir,
          username: USERNAME,
          conversionMs: CONVERSION_MS,
        }),
      ],
      execArgv: ['--import', 'tsx'],
      logFile: join(logs, 'platform.log'),
    }),
  );
  const worker = (slot: number) =>
    switchedChild(`worker ${slot}`, unexpected, () =>
      startChild({
        modulePath: PROGRAM,
        args: ['worker', '--config', configPath],
        logFile: join(logs, `worker-${slot}.log`),
      }),
    );
  const workers = [worker(0), worker(1)] as const;

  return {
    folder,
    models,
    platformJournal: join(dataDir, 'state.jsonl'),
    temporalAddress,
    platformUrl,
    temporal,
    platform: {
      name: platform.name,
      get isUp() {
        return platform.isUp;
      },
      start: () => platform.start(),
      end: (signal) => platform.end(signal),
      async setBehaviour(next) {
        if (platform.isUp && JSON.stringify(next) === JSON.stringify(behaviour)) return;
        behaviour = next;
        await platform.end('SIGTERM');
        await platform.start();
      },
    },
    workers,
    takeUnexpectedEnds: () => unexpected.splice(0),
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((one) => one.end('SIGKILL')));
      await platform.end('SIGTERM');
      await temporal.end('SIGTERM');
    },
  };
}

function switchedTemporal(options: { binary: string; dbFile: string; port: number; logFile: string }): Switched {
  let server: TemporalServer | undefined;
  return {
    name: 'temporal',
    get isUp() {
      return server !== undefined;
    },
    async start() {
      server ??= await startTemporalServer(options);
    },
    async end(signal) {
      if (server === undefined) return;
      const ending = server;
      server = undefined;
      if (signal === 'SIGKILL') process.kill(ending.pid, 'SIGKILL');
      await ending.stop();
    },
  };
}

function switchedChild(name: string, unexpected: string[], launch: () => Promise<Child>): Switched {
  let running: Child | undefined;
  return {
    name,
    get isUp() {
      return running?.isRunning() === true;
    },
    async start() {
      if (running?.isRunning() === true) return;
      const child = await launch();
      running = child;
      void child.closed.then((how) => {
        if (running === child) unexpected.push(`${name} (pid ${child.pid}) ended by itself with ${how}`);
      });
    },
    async end(signal) {
      const ending = running;
      running = undefined;
      if (ending?.isRunning() === true) await ending.end(signal);
    },
  };
}

function configuration({ temporalAddress, platformUrl }: { temporalAddress: string; platformUrl: string }): string {
  const platform = {
    kind: 'chongqing-bim',
    baseUrl: platformUrl,
    tokenUrl: `${platformUrl}/token`,
    username: USERNAME,
    ...SECRETS,
    upload: { chunkSize: `${CHUNK_BYTES / 1024}KiB`, concurrency: 3 },
    timeouts: { connect: '1s', request: '1s' },
  };
  const pollInterval = '100ms';
  const [whole, pairs] = PLATFORMS;
  return stringify({
    temporal: { address: temporalAddress, taskQueue: TASK_QUEUE },
    sources: { roots: ['./models'] },
    platforms: {
      [whole]: { ...platform, convert: { pollInterval } },
      [pairs]: { ...platform, convert: { pollInterval, maxModels: 2 } },
    },
    worker: { host: HOST },
  });
}
