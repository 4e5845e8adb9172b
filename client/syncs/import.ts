import { sentenceOf } from '../../contracts/sentences.ts';
import { basisOf } from '../../contracts/sync/change-memory.ts';
import type { MemoryChange, MemoryState } from '../../contracts/sync/memory.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { isStale } from '../../lib/sync/memory-store.ts';
import { parseRemembered } from '../../lib/sync/remembered.ts';
import type { Row } from '../../lib/sync/rows.ts';
import { say } from '../../lib/words/say.ts';
import { describeOne, wasTakenUp } from '../runs/run.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { asAbsent } from './absent.ts';
import { endRanges } from './forget-memory.ts';
import { approvalsOf, assertNotHeld, memoryOf } from './memory.ts';
import { assertNoRun } from './put.ts';
import { describeSync } from './schedule.ts';
import type { SyncImportOptions } from './types.ts';

/** Files of a range: some 150 KiB. */
const ROWS_AT_A_TIME = 4_000;

/**
 * See `Syncs.import`. Everything is written beside what is remembered, which one change then has in its place: until there, and
 * after any error, the sync remembers what it did. What is written stays open after a change of which Temporal did not tell the outcome:
 * it may be what is remembered.
 */
export async function importMemory(
  temporal: Temporal,
  name: string,
  files: Iterable<unknown> | AsyncIterable<unknown>,
  { replace = false }: SyncImportOptions,
): Promise<{ files: number }> {
  const source = await assertReady(temporal, name);
  const store = memoryOf(temporal, name);
  const before = await store.read();
  await assertNotHeld(temporal, before);
  const remembered = before.ranges.reduce((sum, { rows }) => sum + rows, 0);
  if (remembered > 0 && !replace) {
    const told = sentenceOf('{name} remembers {remembered} files, which would be forgotten', { name, remembered });
    throw new ModelrailError('AlreadyExists', told);
  }
  const written: MemoryState['ranges'] = [];
  const numbers = { next: before.made };
  let count = 0;
  let isChanging = false;
  try {
    for await (const rows of inParts(files, source)) {
      count += rows.length;
      written.push(...(await store.write(rows, written.length === 0 ? '' : undefined, numbers)));
    }
    await assertReady(temporal, name);
    await assertNotHeld(temporal, await store.read());
    isChanging = true;
    await store.change({
      anew: true,
      ...(await batchToLetGo(temporal, before)),
      expected: basisOf(before),
      ...(written.length > 0 ? { ranges: [{ into: written }] } : {}),
      made: numbers.next,
      // What was made for all files is there, whatever is imported.
      ...(before.substitutes === undefined ? {} : { substitutes: before.substitutes }),
    });
  } catch (error) {
    const isUnused = !isChanging || isStale(error);
    // What made the import fail is told. A range that stays open is ended with the sync.
    if (isUnused) await endRanges(temporal, name, written).catch(() => undefined);
    throw isStale(error) ? changedMeanwhile(name, error) : error;
  }
  await approvalsOf(temporal, name).forget(before.approval?.parts ?? []);
  await endRanges(temporal, name, before.ranges);
  return { files: count };
}

/**
 * What an ingestion of an ended run delivered is remembered by the next run, whatever is imported. It is let go when Temporal does
 * not know it any more, and when it ended before a worker took it up: then it delivered nothing.
 */
async function batchToLetGo(temporal: Temporal, { batch }: MemoryState): Promise<Pick<MemoryChange, 'done'>> {
  if (batch === undefined) return {};
  const found = await describeOne(temporal, batch.id).catch(asAbsent);
  const isLeft = found !== undefined && (found.closeTime === undefined || (await wasTakenUp(temporal, found)));
  return isLeft ? {} : { done: batch.id };
}

/** Answers the source of a sync of which no run is made. */
async function assertReady(temporal: Temporal, name: string): Promise<string> {
  const { schedule, input } = await describeSync(temporal, name);
  assertNoRun(name, schedule);
  return input.declaration.source;
}

/** Error: `InvalidRequest` for what is none, and for files that do not come in the order of their paths, each once. */
async function* inParts(files: Iterable<unknown> | AsyncIterable<unknown>, source: string): AsyncGenerator<Row[]> {
  let part: Row[] = [];
  let position = 0;
  let last: string | undefined;
  for await (const file of files) {
    position += 1;
    const row = parseRemembered(file, source);
    if (Array.isArray(row)) throw wrong(position, row.join(', '));
    const order = last === undefined ? 1 : comparePaths(row.path, last);
    if (order === 0) throw wrong(position, say('has the path of the one before: {path}', { path: row.path }));
    if (order < 0)
      throw wrong(
        position,
        say('comes before {last} in the order of paths: {path}', { last: last ?? '', path: row.path }),
      );
    last = row.path;
    part.push(row);
    if (part.length < ROWS_AT_A_TIME) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

function changedMeanwhile(name: string, cause: unknown): ModelrailError {
  const told = sentenceOf(
    'a run of {name} was made meanwhile, and what it delivered is remembered: nothing is imported, import once more',
    { name },
  );
  return new ModelrailError('AlreadyExists', told, { cause });
}

function wrong(position: number, message: string): ModelrailError {
  return new ModelrailError('InvalidRequest', sentenceOf('file {position}: {message}', { position, message }));
}
