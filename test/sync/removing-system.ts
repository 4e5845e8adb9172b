import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { SyncDeclaration, SyncRun } from '../../client/index.ts';
import { type PlatformControl, platformControl } from '../conformance/platform-control.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { finishRun } from './finish-run.ts';

/** Syncs with a platform that removes files. */
export interface RemovingSystem extends AsyncDisposable {
  system: TestSystem;
  platform: PlatformControl;
  /** Declares a sync of a folder of its own that has these files, and makes its first run. */
  sync(files: readonly string[], more?: Partial<SyncDeclaration>): Promise<Synced>;
}

/** A folder of its own with a sync to a place of its own. */
export interface Synced {
  name: string;
  /** Of its place on the platform. */
  place: string;
  folder: string;
  write(path: string, content?: string): Promise<void>;
  remove(...paths: string[]): Promise<void>;
  run(): Promise<SyncRun>;
}

/** Starts a system of its own with a platform `box`; `placeIn` is what a request to it says of a place. */
export async function startRemovingSystem(
  start: Parameters<typeof startSystem>[0],
  placeIn: (place: string) => Partial<SyncDeclaration>,
): Promise<RemovingSystem> {
  const system = await startSystem(start);
  await system.hostedWorker();
  let made = 0;
  return {
    system,
    platform: platformControl(system.platformUrlOf('box')),
    [Symbol.asyncDispose]: () => system[Symbol.asyncDispose](),
    async sync(files, more = {}) {
      made += 1;
      const name = `removals-${process.pid}-${Date.now()}-${made}`;
      const folder = join(system.models, name);
      await mkdir(folder);
      const synced: Synced = {
        name,
        place: name,
        folder,
        async write(path, content = `content of ${path}`) {
          await mkdir(join(folder, path, '..'), { recursive: true });
          await writeFile(join(folder, path), content);
        },
        async remove(...paths) {
          for (const path of paths) await rm(join(folder, path));
        },
        async run() {
          const { run } = await system.client.syncs.trigger(name);
          return await finishRun(system, run ?? '');
        },
      };
      for (const path of files) await synced.write(path);
      const declaration = { source: folder, host: 'test-host', every: '12h', platform: 'box', ...placeIn(name) };
      await system.client.syncs.create(name, { ...declaration, onRemoved: 'delete', ...more });
      expect(await synced.run()).toMatchObject({ status: 'completed', new: files.length, removed: [], deleted: [] });
      return synced;
    },
  };
}
