import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestOptions, IngestProgress } from '../../client/index.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { fallsIn } from './falls.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import type { Model } from './model.ts';
import { type PlatformControl, platformControl } from './platform-control.ts';
import type { RunLog } from './run-log.ts';

/** A request that is not answered has failed after so long. */
const TIMEOUTS = { connect: '2s', request: '3s' };

/** Dozens of runs are watched at a time, and at each look a worker has to answer. */
const WATCH_INTERVAL_MS = 1_000;

/** A test system with simulated platforms of the kind under test. */
export interface KindSystem extends AsyncDisposable {
  system: TestSystem;
  control(platform: string): PlatformControl;
  /** Starts an ingestion of these files; answers its id, which may be given. Each ingestion has a folder of its own. */
  start(platform: string, models: readonly Model[], options?: IngestOptions, id?: string): Promise<string>;
  /** Where progress fell in the run that an ingestion was started as; of a system whose runs are watched. */
  falls(id: string): Promise<string[]>;
}

/** What differs from one room of the suite to another. */
export interface KindSystemOptions {
  temporalAddress?: string;
  settings?: Record<string, unknown>;
  /** Every run is watched, from its start to its end. */
  isWatched?: boolean;
}

/** Starts a system with a simulated platform for each name. The ids and the workers' output are kept in `log`. */
export async function startKindSystem(
  under: KindUnderTest,
  log: RunLog,
  platforms: readonly string[],
  { settings: own = {}, isWatched = false, ...more }: KindSystemOptions = {},
): Promise<KindSystem> {
  const { kind, simulator = {}, settings = {} } = under;
  const one = { kind, simulator, settings: { timeouts: TIMEOUTS, ...settings, ...own } };
  const further = Object.fromEntries(platforms.map((name) => [name, one]));
  const system = await startSystem({ further, ...more });
  log.taskQueues.push(system.taskQueue);
  log.outputs.push(() => system.workerOutput());
  let started = 0;
  const over = new AbortController();
  // Every watched run listens.
  setMaxListeners(0, over.signal);
  const watched = new Map<string, Promise<string[]>>();

  async function watch(id: string): Promise<string[]> {
    const seen: IngestProgress[] = [];
    const options = { intervalMs: WATCH_INTERVAL_MS, signal: over.signal };
    for await (const progress of system.client.watch(id, options)) seen.push(progress);
    return fallsIn(seen);
  }

  return {
    system,
    control: (platform) => platformControl(system.platformUrlOf(platform)),
    async start(platform, models, options, given) {
      started += 1;
      const folder = `${platform}-${started}`;
      await mkdir(join(system.models, folder));
      const sources = [];
      for (const { name, content } of models) sources.push(await system.addModel(join(folder, name), content));
      const files = system.request(sources).files.map((file, position) => {
        const wanted = models[position]?.wanted;
        return wanted === undefined ? file : { ...file, md5: wanted };
      });
      const asked = under.request(join(system.folder, 'results', folder));
      const all = options === undefined ? asked : { ...asked, options: { ...asked.options, ...options } };
      const id = await system.start({ ...all, platform, files }, given);
      log.ids.push(id);
      if (isWatched)
        watched.set(
          id,
          watch(id).catch((error: unknown) => [`watching ${id}: ${String(error)}`]),
        );
      return id;
    },
    async falls(id) {
      const falls = watched.get(id);
      if (falls === undefined) throw new Error(`${id} is not watched`);
      return await falls;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await Promise.all(watched.values());
      await system[Symbol.asyncDispose]();
    },
  };
}
