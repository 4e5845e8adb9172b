import { type MemoryState, rangeAt } from '../../contracts/sync/memory.ts';
import { overviewOf, pairsOf } from '../../lib/sync/compare.ts';
import { type Interval, type Listing, UNTOLD } from '../../lib/sync/listing.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { ActivityRun } from '../run.ts';
import type { FindingsLog } from './findings.ts';
import { otherForms } from './judge.ts';
import { rootProblem } from './root.ts';

/** What the search for missing files goes by. */
export interface Look {
  listing: Listing;
  memory: MemoryState;
  /** The parts of the paths in which something is not as it is remembered. */
  intervals: Interval[];
}

/** A remembered file that is not taken any more, and was not told to be gone before. */
export interface Missing {
  row: Row;
  /** The patterns of the sync leave it out: it may be there, and is none that is gone. */
  isLeftOut: boolean;
}

type Reader = Pick<MemoryStore, 'read' | 'content'>;

/** Looks at the whole source. Undefined of a look with an error, or at another root: `findings` has why. */
export async function lookAtWhole(
  listing: Listing,
  store: Reader,
  findings: FindingsLog,
  run: Pick<ActivityRun, 'report'>,
): Promise<Look | undefined> {
  const memory = await store.read();
  const quiet = { ...UNTOLD, problem: findings.problem };
  const seen = await overviewOf(listing, memory.ranges, quiet, (found) => run.report({ step: 'scan', found }));
  const problem = await rootProblem(listing, memory, seen, store.content);
  if (problem !== undefined) findings.problem(problem);
  return findings.hasProblems ? undefined : { listing, memory, intervals: seen.intervals };
}

/**
 * What is missing, sorted by path, with what is remembered of one range in memory at a time. After an error of the listing, which
 * `findings` has then, what comes is not to be believed.
 */
export async function* missingOf(
  { listing, memory, intervals }: Look,
  store: Reader,
  findings: FindingsLog,
  run: Pick<ActivityRun, 'signal' | 'report'>,
): AsyncGenerator<Missing> {
  const comparison = { listing, memory, content: store.content, findings: { ...UNTOLD, problem: findings.problem } };
  let compared = 0;
  for (const interval of intervals) {
    for await (const { path, entry, row } of pairsOf(comparison, interval)) {
      run.signal.throwIfAborted();
      compared += 1;
      if (compared % 1_000 === 0) run.report({ step: 'scan', compared });
      if (entry !== undefined || row === undefined || row.gone === true) continue;
      if (!listing.takes(path)) yield { row, isLeftOut: true };
      // Written again while it was listed: not gone.
      else if ((await listing.look(path)) === undefined && !(await isRenamed(row, listing, memory, store))) {
        yield { row, isLeftOut: false };
      }
    }
  }
}

/** How many files are missing, but for those that patterns leave out; undefined after an error of the listing. */
export async function countMissing(
  look: Look,
  store: Reader,
  findings: FindingsLog,
  run: Pick<ActivityRun, 'signal' | 'report'>,
): Promise<number | undefined> {
  let count = 0;
  for await (const { isLeftOut } of missingOf(look, store, findings, run)) if (!isLeftOut) count += 1;
  return findings.hasProblems ? undefined : count;
}

/** True of a file that seems to be there under another Unicode form of its name, and is not known by that yet. */
async function isRenamed(
  { path, size, md5 }: Row,
  listing: Listing,
  { ranges }: MemoryState,
  store: Pick<MemoryStore, 'content'>,
): Promise<boolean> {
  if (md5 === '') return false;
  for (const form of otherForms(path)) {
    const entry = await listing.look(form);
    if (entry?.size !== size) continue;
    const range = ranges[rangeAt(ranges, form)];
    const known = range === undefined ? undefined : (await store.content(range)).rows.get(form);
    if (known === undefined || known.md5 === '') return true;
  }
  return false;
}
