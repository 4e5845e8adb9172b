import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ModelrailError } from '../../lib/errors.ts';
import { told } from '../../lib/words/told.ts';
import type { CliContext } from '../context.ts';
import { whyUnwritten } from './why-unread.ts';

/** Writes what a command has made to the file of its `--output`. Error: `InvalidRequest`. */
export async function saveText({ cwd }: Pick<CliContext, 'cwd'>, output: string, text: string): Promise<void> {
  try {
    await writeFile(resolve(cwd, output), text);
  } catch (error) {
    throw new ModelrailError(
      'InvalidRequest',
      told('--output {output} cannot be written: {reason}', { output, reason: whyUnwritten(error) }),
      { cause: error },
    );
  }
}
