import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { say } from '../../lib/words/say.ts';
import type { CliContext } from '../context.ts';
import { unreadable } from './json-lines.ts';

/** A file that can be read again and again. */
export interface KeptFile extends AsyncDisposable {
  path: string;
  /** How it is called where something is wrong with it. */
  shown: string;
}

/** Stands for standard input, as with other commands. */
const STANDARD_INPUT = '-';

/**
 * The file of this name, by default standard input. What gives its bytes but once, such as a pipe, is copied to the disk until it
 * is disposed. Error: `InvalidRequest`.
 */
export async function keepFile({ cwd, input }: CliContext, name = STANDARD_INPUT): Promise<KeptFile> {
  const isInput = name === STANDARD_INPUT;
  const shown = isInput ? say('standard input') : name;
  const path = resolve(cwd, name);
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-'));
  const kept = { shown, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
  try {
    if (!isInput && (await stat(path)).isFile()) return { ...kept, path };
    const copy = join(folder, 'lines');
    await pipeline(isInput ? input() : createReadStream(path), createWriteStream(copy, { mode: 0o600 }));
    return { ...kept, path: copy };
  } catch (error) {
    await kept[Symbol.asyncDispose]();
    throw unreadable(shown, error);
  }
}
