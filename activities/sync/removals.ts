import { sentenceOf } from '../../contracts/sentences.ts';
import { DEFAULT_DELETE_BUDGET, type SyncInput } from '../../contracts/sync/declaration.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import { APPROVAL_ADVICE } from '../../contracts/sync/report.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type DeleteBudget, describeBudget, isWithinBudget, parseDeleteBudget } from '../../lib/sync/delete-budget.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { ActivityRun } from '../run.ts';
import type { FindingsLog } from './findings.ts';
import { type Look, missingOf } from './missing.ts';

/** What becomes of the files that are missing, where they are to be removed from the platform. All sorted by path. */
export interface Removals {
  /** The platform has them under an id that no file of the source has. */
  deletable: Row[];
  /** Only remembered: never delivered, or another file has the same id. */
  forgettable: Row[];
  /** The platform gave no id by which they could be removed. */
  unnamed: Row[];
}

/** Missing files that are told apart at a time: each time every range is read for their ids. */
const MAX_ROWS = 20_000;

/** Tells missing files apart by what can be done about them, some thousand at a time; those that patterns leave out are given by. */
export async function* sortOutMissing(
  look: Look,
  store: Pick<MemoryStore, 'read' | 'content'>,
  findings: FindingsLog,
  run: Pick<ActivityRun, 'signal' | 'report'>,
  after?: string,
): AsyncGenerator<Removals & { leftOut: Row[] }> {
  let [rows, leftOut]: [Row[], Row[]] = [[], []];
  const sorted = async () => ({ ...(await sortOut(rows, look, store, run.signal)), leftOut });
  for await (const { row, isLeftOut } of missingOf(look, store, findings, run)) {
    if (after !== undefined && comparePaths(row.path, after) <= 0) continue;
    (isLeftOut ? leftOut : rows).push(row);
    if (rows.length + leftOut.length < MAX_ROWS) continue;
    yield await sorted();
    [rows, leftOut] = [[], []];
  }
  yield await sorted();
}

async function sortOut(
  rows: readonly Row[],
  look: Look,
  store: Pick<MemoryStore, 'content'>,
  signal: AbortSignal,
): Promise<Removals> {
  const delivered = rows.filter(({ md5 }) => md5 !== '');
  const named = delivered.filter(({ id }) => id !== '');
  const shared = await idsOfOthers(named, look, store, signal);
  return {
    deletable: named.filter(({ id }) => !shared.has(id)),
    forgettable: rows.filter(({ md5, id }) => md5 === '' || shared.has(id)),
    unnamed: delivered.filter(({ id }) => id === ''),
  };
}

/** Ids of these files that other ones have too: a file that was moved may be on the platform what it was. */
async function idsOfOthers(
  rows: readonly Row[],
  { memory: { ranges }, listing }: Pick<Look, 'memory' | 'listing'>,
  store: Pick<MemoryStore, 'content'>,
  signal: AbortSignal,
): Promise<Set<string>> {
  const shared = new Set<string>();
  if (rows.length === 0) return shared;
  const ids = new Set(rows.map(({ id }) => id));
  const paths = new Set(rows.map(({ path }) => path));
  for (const range of ranges) {
    signal.throwIfAborted();
    for (const { path, id } of (await store.content(range)).rows.values()) {
      if (!ids.has(id) || shared.has(id) || paths.has(path)) continue;
      // One that is missing too is not what has to stay; one that patterns leave out may be there.
      if ((await listing.look(path)) !== undefined) shared.add(id);
    }
  }
  return shared;
}

/** The most that one run of the sync removes. */
export function budgetOf({ deleteBudget = DEFAULT_DELETE_BUDGET }: SyncInput['declaration']): DeleteBudget {
  const budget = parseDeleteBudget(deleteBudget);
  if (budget === undefined)
    throw new ModelrailError(
      'InvalidRequest',
      sentenceOf('deleteBudget "{budget}" is no budget', { budget: deleteBudget }),
    );
  return budget;
}

/** Why so many files are not removed; undefined when they may be. */
export function budgetProblem(
  { declaration }: SyncInput,
  count: number,
  remembered: number,
): ModelrailError | undefined {
  const budget = budgetOf(declaration);
  if (isWithinBudget(budget, count, remembered)) return undefined;
  const beyond = sentenceOf(
    '{count} of {remembered} files are gone from the source, more than the budget of {budget}: none is removed from the platform; {advice}',
    { count, remembered, budget: describeBudget(budget), advice: APPROVAL_ADVICE },
  );
  return new ModelrailError('SourceChanged', beyond);
}

/** Why nothing is removed by a look at this root; undefined when it is the one that is remembered. */
export function rootOtherThan(remembered: string | undefined, identity: string): ModelrailError | undefined {
  if (remembered === identity) return undefined;
  const other = sentenceOf(
    'the root of the source is another than before this run, though most files are as they were: none that is missing is removed from the platform in this run',
  );
  return new ModelrailError('SourceChanged', other);
}
