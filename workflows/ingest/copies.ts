import type { FileState } from '../../contracts/state.ts';

/** Gives copies the status of the file that is delivered for them. */
export function followOriginals(files: readonly FileState[]): void {
  for (const file of files) {
    const original = file.sameAs === undefined ? undefined : files[file.sameAs];
    if (original === undefined) continue;
    file.status = original.status;
    file.stage = original.stage;
    if (original.error === undefined) delete file.error;
    else file.error = original.error;
  }
}
