import { basename, join } from 'node:path';

/** Folder that a system keeps its things in, beside the configuration. */
export const STATE_FOLDER = '.modelrail';

/** The state folder of a configuration in `folder`, which may be one itself: `dev --simulators` writes its own there. */
export function stateFolderIn(folder: string): string {
  return basename(folder) === STATE_FOLDER ? folder : join(folder, STATE_FOLDER);
}
