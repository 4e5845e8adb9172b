import type { SyncDeclaration } from '../../contracts/sync/declaration.ts';
import { type MemoryState, rangeAt } from '../../contracts/sync/memory.ts';
import { overviewOf, pairsOf } from '../../lib/sync/compare.ts';
import { type Listing, UNTOLD } from '../../lib/sync/listing.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { ActivityRun } from '../run.ts';
import type { SyncDeps } from './deps.ts';
import type { FindingsLog } from './findings.ts';
import { otherForms } from './judge.ts';
import { rootProblem } from './root.ts';

/** What one whole look at a source shows to be missing of it. */
export interface Missing {
  /** Sorted by path: what is remembered of files that are not there, and were not told to be gone before. */
  rows: Row[];
  memory: MemoryState;
  /** By which the root of the source is known again. */
  identity: string;
}

/** Looks at the whole source. Undefined of a look with an error, or at another root: `findings` has why. */
export async function findMissing(
  declaration: SyncDeclaration,
  { openListing }: Pick<SyncDeps, 'openListing'>,
  store: Pick<MemoryStore, 'read' | 'content'>,
  findings: FindingsLog,
  run: Pick<ActivityRun, 'signal' | 'report'>,
): Promise<Missing | undefined> {
  const listing = await openListing(declaration, run.signal);
  const memory = await store.read();
  const quiet = { ...UNTOLD, problem: findings.problem };
  const seen = await overviewOf(listing, memory.ranges, quiet, (found) => run.report({ step: 'scan', found }));
  const problem = await rootProblem(listing, memory, seen, store.content);
  if (problem !== undefined) findings.problem(problem);
  if (findings.hasProblems) return undefined;
  const rows: Row[] = [];
  for (const interval of seen.intervals) {
    for await (const { path, entry, row } of pairsOf(
      { listing, memory, content: store.content, findings: quiet },
      interval,
    )) {
      if (entry !== undefined || row === undefined || row.gone === true) continue;
      run.signal.throwIfAborted();
      // Written again while it was listed: not gone.
      if ((await listing.look(path)) !== undefined) continue;
      if (!(await isRenamed(row, listing, memory, store))) rows.push(row);
    }
  }
  return findings.hasProblems ? undefined : { rows, memory, identity: listing.identity };
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
