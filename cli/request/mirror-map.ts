import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { MirrorMap } from '../../client/index.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { say, wordsOf } from '../../lib/words/say.ts';
import { saidBefore } from '../../lib/words/words.ts';
import { readMirrorMap } from '../../platforms/mirrors.ts';
import { whyUnread } from './why-unread.ts';

/** Reads the map of a mirror from a file. Error: `InvalidRequest`, with all that is wrong with it. */
export async function readMapFile(path: string): Promise<MirrorMap> {
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8'));
  } catch (error) {
    const words = `${path} ${whyUnread(error, say('is no map'))}`;
    throw new ModelrailError('InvalidRequest', saidBefore(words), { cause: error });
  }
  try {
    return readMirrorMap(value);
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    const lines = wordsOf(error)
      .split('\n')
      .map((text) => say('{title}: {text}', { title: path, text }));
    throw new ModelrailError(error.type, saidBefore(lines.join('\n')), { cause: error });
  }
}
