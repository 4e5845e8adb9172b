import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { findFreePort } from '../../lib/temporal-server/port.ts';
import { PROGRAM } from '../support/program.ts';
import { startChild } from './child.ts';
import { createFurther, FURTHER_PLATFORMS, type FurtherPlatforms, settingsOf } from './further/processes.ts';
import { createLogReader } from './logs.ts';
import type { Behaviour } from './plan.ts';
import { BUCKET, type SourceServer } from './source-server.ts';
import { type Switched, switchedChild, switchedTemporal } from './switched.ts';
import { CHUNK_BYTES, PLATFORMS } from './workload.ts';

/** What must never be seen in a history or a log; with it the secret key of the bucket. */
export const SECRETS = { password: 'torture-password-7c41', bimApiKey: 'torture-bim-api-key-93e0' };
/** Of addresses of sources: not to be seen in a log or a report. */
export const SIGNATURE = 'torture-signature-b1d5';
/** The machine whose files the workers work. */
export const HOST = 'torture-host';
/** Queue of the campaign's workers. */
export const TASK_QUEUE = 'torture';

/** The one account of the platform. */
export const USERNAME = 'torture';
const CONVERSION_MS = 300;
const PLATFORM_PROCESS = fileURLToPath(new URL('./platform-process.ts', import.meta.url));

/** Everything that a campaign runs. */
export interface Processes extends AsyncDisposable {
  folder: string;
  /** Root of the source files. */
  models: string;
  /** Where workers keep what they fetched of remote sources. */
  spool: string;
  /** What must never be seen in a history or a log, by name. */
  secrets: Readonly<Record<string, string>>;
  /** Journal of the simulator, in which its tokens are. */
  platformJournal: string;
  temporalAddress: string;
  platformUrl: string;
  temporal: Switched;
  platform: Switched & { setBehaviour(behaviour: Behaviour): Promise<void> };
  /** The other platforms; none is started. */
  further: FurtherPlatforms;
  workers: readonly [Switched, Switched];
  /** Logs of the workers. */
  workerLogs: readonly string[];
  /** Ends of processes that nobody asked for, since the last call. */
  takeUnexpectedEnds(): string[];
  /** Lines of the workers' logs since the last call that mean a bug. */
  readAlarms(): Promise<string[]>;
}

/** Prepares a campaign's folder and processes; none is started yet. */
export async function createProcesses(folder: string, sources: SourceServer): Promise<Processes> {
  const [temporalPort, platformPort] = [await findFreePort(), await findFreePort()];
  const temporalAddress = `127.0.0.1:${temporalPort}`;
  const platformUrl = `http://127.0.0.1:${platformPort}`;
  const models = join(folder, 'models');
  const dataDir = join(folder, 'platform');
  const configPath = join(folder, 'modelrail.yaml');
  const logs = join(folder, 'logs');
  await Promise.all([models, dataDir, logs].map((path) => mkdir(path, { recursive: true })));
  const unexpected: string[] = [];
  const further = await createFurther(folder, unexpected);
  await writeFile(configPath, configuration({ temporalAddress, platformUrl, sources, further }));

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
  const workerLogs = [0, 1].map((slot) => join(logs, `worker-${slot}.log`));
  const worker = (slot: number) =>
    switchedChild(`worker ${slot}`, unexpected, () =>
      startChild({
        modulePath: PROGRAM,
        args: ['worker', '--config', configPath],
        logFile: workerLogs[slot] ?? '',
      }),
    );
  const workers = [worker(0), worker(1)] as const;

  return {
    folder,
    models,
    spool: join(folder, '.modelrail', 'sources'),
    secrets: sources.moto === undefined ? SECRETS : { ...SECRETS, bucketKey: sources.moto.keys.secretAccessKey },
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
      freeze: (forMs) => platform.freeze(forMs),
      async setBehaviour(next) {
        if (platform.isUp && JSON.stringify(next) === JSON.stringify(behaviour)) return;
        behaviour = next;
        await platform.end('SIGTERM');
        await platform.start();
      },
    },
    further,
    workers,
    workerLogs,
    takeUnexpectedEnds: () => unexpected.splice(0),
    readAlarms: createLogReader(workerLogs),
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((one) => one.end('SIGKILL')));
      await platform.end('SIGTERM');
      for (const one of Object.values(further)) await one.platform.end('SIGTERM');
      await temporal.end('SIGTERM');
    },
  };
}

function configuration({
  temporalAddress,
  platformUrl,
  sources,
  further,
}: {
  temporalAddress: string;
  platformUrl: string;
  sources: SourceServer;
  further: FurtherPlatforms;
}): string {
  const { origin, moto } = sources;
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
  return stringify({
    temporal: { address: temporalAddress, taskQueue: TASK_QUEUE },
    sources: {
      roots: ['./models'],
      allowHosts: [new URL(origin).hostname],
      ...(moto === undefined ? {} : { s3: { [BUCKET]: { endpoint: origin, ...moto.keys } } }),
    },
    platforms: {
      ...Object.fromEntries(
        Object.entries(PLATFORMS).map(([name, maxModels]) => [
          name,
          { ...platform, convert: { pollInterval, maxModels, visibleWithin: '2s' } },
        ]),
      ),
      ...Object.fromEntries(FURTHER_PLATFORMS.map((kind) => [kind, settingsOf(kind, further[kind].url)])),
    },
    worker: { host: HOST },
  });
}
