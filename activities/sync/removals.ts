import { DEFAULT_DELETE_BUDGET, type SyncInput } from '../../contracts/sync/declaration.ts';
import type { MemoryState } from '../../contracts/sync/memory.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type DeleteBudget, describeBudget, isWithinBudget, parseDeleteBudget } from '../../lib/sync/delete-budget.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { Row } from '../../lib/sync/rows.ts';
import type { Missing } from './missing.ts';
import { howToApprove } from './root.ts';

/** What becomes of the files that are missing, where they are to be removed from the platform. All sorted by path. */
export interface Removals {
  /** The platform has them under an id that no file of the source has. */
  deletable: Row[];
  /** Only remembered: never delivered, or another file has the same id. */
  forgettable: Row[];
  /** The platform gave no id by which they could be removed. */
  unnamed: Row[];
}

/** Tells missing files apart by what can be done about them. */
export async function sortOutRemovals(
  { rows, memory }: Pick<Missing, 'rows' | 'memory'>,
  store: Pick<MemoryStore, 'content'>,
  signal: AbortSignal,
): Promise<Removals> {
  const delivered = rows.filter(({ md5 }) => md5 !== '');
  const named = delivered.filter(({ id }) => id !== '');
  const shared = await idsOfOthers(named, memory, store, signal);
  return {
    deletable: named.filter(({ id }) => !shared.has(id)),
    forgettable: rows.filter(({ md5, id }) => md5 === '' || shared.has(id)),
    unnamed: delivered.filter(({ id }) => id === ''),
  };
}

/** Ids of these files that other ones have too: a file that was moved may be on the platform what it was. */
async function idsOfOthers(
  rows: readonly Row[],
  { ranges }: MemoryState,
  store: Pick<MemoryStore, 'content'>,
  signal: AbortSignal,
): Promise<Set<string>> {
  const shared = new Set<string>();
  if (rows.length === 0) return shared;
  const ids = new Set(rows.map(({ id }) => id));
  const paths = new Set(rows.map(({ path }) => path));
  for (const range of ranges) {
    signal.throwIfAborted();
    for (const { path, id, gone } of (await store.content(range)).rows.values()) {
      if (ids.has(id) && !paths.has(path) && gone !== true) shared.add(id);
    }
  }
  return shared;
}

/** The most that one run of the sync removes. */
export function budgetOf({ deleteBudget = DEFAULT_DELETE_BUDGET }: SyncInput['declaration']): DeleteBudget {
  const budget = parseDeleteBudget(deleteBudget);
  if (budget === undefined) throw new ModelrailError('InvalidRequest', `deleteBudget "${deleteBudget}" is no budget`);
  return budget;
}

/** Why so many files are not removed; undefined when they may be. */
export function budgetProblem(
  { name, declaration }: SyncInput,
  count: number,
  remembered: number,
): ModelrailError | undefined {
  const budget = budgetOf(declaration);
  if (isWithinBudget(budget, count, remembered)) return undefined;
  const message =
    `${count} of ${remembered} files are gone from the source, more than the budget of ${describeBudget(budget)}: ` +
    `none is removed from the platform. ${howToApprove(name)}`;
  return new ModelrailError('SourceChanged', message);
}

/** Why nothing is removed by a look at this root; undefined when it is the one that is remembered. */
export function rootOtherThan(remembered: string | undefined, identity: string): ModelrailError | undefined {
  if (remembered === identity) return undefined;
  const message =
    'the root of the source is another than before this run, though most files are as they were: ' +
    'none that is missing is removed from the platform in this run';
  return new ModelrailError('SourceChanged', message);
}
