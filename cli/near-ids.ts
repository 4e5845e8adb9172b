import { nearest } from '../lib/config/nearest.ts';
import { ModelrailError } from '../lib/errors.ts';
import { told } from '../lib/words/told.ts';
import type { CliContext } from './context.ts';

/** So many of the last ingestions are looked through. */
const LAST = 200;

/** The error of a command, with an id that was likely meant where it names one that no ingestion has. */
export async function withNearId(context: CliContext, error: unknown): Promise<unknown> {
  if (!(error instanceof ModelrailError) || error.unknownId === undefined || error.unknownId === '') return error;
  const { type, unknownId: id } = error;
  const near = nearId(id, await lastIds(context));
  const message =
    near === undefined
      ? told('no ingestion {id} in Temporal: `modelrail list` shows those that there are', { id })
      : told('no ingestion {id} in Temporal; did you mean {near}?', { id, near });
  return new ModelrailError(type, message, { unknownId: id, cause: error });
}

/** An id of which a few letters are another, or the only one of which `id` is the beginning. */
function nearId(id: string, ids: readonly string[]): string | undefined {
  const begun = ids.filter((one) => one.startsWith(id));
  return begun.length === 1 ? begun[0] : nearest(id, ids, FARTHEST);
}

/** Generated ids have a date in common: farther than so many letters is another one. */
const FARTHEST = 3;

async function lastIds(context: CliContext): Promise<string[]> {
  const ids: string[] = [];
  try {
    await using client = await context.connect(await context.config());
    for await (const { id } of client.list({ pageSize: LAST })) if (ids.push(id) >= LAST) break;
  } catch (error) {
    // What is told is that there is no such ingestion: a suggestion that cannot be found changes nothing of it.
    if (!(error instanceof ModelrailError)) throw error;
  }
  return ids;
}
