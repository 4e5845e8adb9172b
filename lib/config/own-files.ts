import { dirname, join, resolve } from 'node:path';
import { filesNamedIn } from './interpolate.ts';
import { stateFolderIn } from './state-folder.ts';

/** Files in a state folder that hold requests, addresses or settings. Listed for their other names (hard links). */
export const STATE_FILES = [
  'temporal.db',
  'temporal.db-wal',
  'temporal.db-shm',
  'temporal.log',
  'simulators.yaml',
  'dev.json',
  'webhooks.key',
];

/**
 * What belongs to modelrail itself and is therefore no model: the configuration, the files that its `${file:PATH}` name
 * (of every platform, whether they are there or not), the `.env` beside it, the state folder. Absolute paths.
 */
export function ownFiles(file: { path: string | undefined; folder: string; written: unknown }): string[] {
  const { path, folder, written } = file;
  const state = stateFolderIn(folder);
  return [
    ...(path === undefined ? [] : [path, join(dirname(path), '.env')]),
    ...filesNamedIn(written).map((named) => resolve(folder, named)),
    state,
    ...STATE_FILES.map((name) => join(state, name)),
  ];
}
