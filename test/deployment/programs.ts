import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** True where a program is in the PATH and answers `--version`. `.ci/run` says which of those that tests look for are not there. */
export async function hasProgram(name: string): Promise<boolean> {
  return promisify(execFile)(name, ['--version']).then(
    () => true,
    () => false,
  );
}
