import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { z } from 'zod';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { hasCode, toSourceError } from './source-error.ts';

/** What is looked at of the record that the gateway keeps beside a file. */
const record = z.object({ claims: z.array(z.object({ ingestion: z.string() })) });

/**
 * Asserts that a path in the spool is a file that was sent and that an ingestion claims: `FOLDER/ID/NAME`, with its
 * record in `FOLDER/ID.json`. Errors: `SourceNotAllowed` for all else that lies there, `SourceNotFound` for a file that
 * is gone.
 */
export async function claimedFile(path: string, folder: string, source: string): Promise<void> {
  const [id = '', name, ...deeper] = path.slice(folder.length + 1).split(sep);
  if (name === undefined || deeper.length > 0 || !/^[0-9a-f]{32}$/.test(id)) {
    throw new ModelrailError('SourceNotAllowed', sentenceOf('{path} is not an uploaded file', { path: source }));
  }
  const text = await readFile(join(folder, `${id}.json`), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) {
      throw new ModelrailError('SourceNotFound', sentenceOf('{path} does not exist', { path: source }), {
        cause: error,
      });
    }
    throw toSourceError(source, error);
  });
  if (!hasClaim(text)) {
    throw new ModelrailError(
      'SourceNotAllowed',
      sentenceOf('{path} was sent to the gateway and is not used by any ingestion: start one by the gateway', {
        path: source,
      }),
    );
  }
}

function hasClaim(text: string): boolean {
  try {
    const parsed = record.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.claims.length > 0;
  } catch {
    return false;
  }
}
