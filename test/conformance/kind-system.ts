import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestOptions } from '../../client/index.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import type { Model } from './model.ts';
import { type PlatformControl, platformControl } from './platform-control.ts';
import type { RunLog } from './run-log.ts';

/** A request that is not answered has failed after so long. */
const TIMEOUTS = { connect: '2s', request: '3s' };

/** A test system with simulated platforms of the kind under test. */
export interface KindSystem extends AsyncDisposable {
  system: TestSystem;
  control(platform: string): PlatformControl;
  /** Starts an ingestion of these files; answers its id. Each ingestion has a folder of its own. */
  start(platform: string, models: readonly Model[], options?: IngestOptions): Promise<string>;
}

/** Starts a system with a simulated platform for each name. The ids and the workers' output are kept in `log`. */
export async function startKindSystem(
  under: KindUnderTest,
  log: RunLog,
  platforms: readonly string[],
  { settings: own = {}, ...more }: { temporalAddress?: string; settings?: Record<string, unknown> } = {},
): Promise<KindSystem> {
  const { kind, simulator = {}, settings = {} } = under;
  const one = { kind, simulator, settings: { timeouts: TIMEOUTS, ...settings, ...own } };
  const further = Object.fromEntries(platforms.map((name) => [name, one]));
  const system = await startSystem({ further, ...more });
  log.taskQueues.push(system.taskQueue);
  log.outputs.push(() => system.workers.map((worker) => worker.output()).join(''));
  let started = 0;

  return {
    system,
    control: (platform) => platformControl(system.platformUrlOf(platform)),
    async start(platform, models, options) {
      started += 1;
      const folder = `${platform}-${started}`;
      await mkdir(join(system.models, folder));
      const sources = [];
      for (const { name, content } of models) sources.push(await system.addModel(join(folder, name), content));
      const { files } = system.request(sources);
      const asked = under.request();
      const all = options === undefined ? asked : { ...asked, options: { ...asked.options, ...options } };
      const id = await system.start({ ...all, platform, files });
      log.ids.push(id);
      return id;
    },
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
    },
  };
}
