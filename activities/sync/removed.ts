import { sentenceOf } from '../../contracts/sentences.ts';
import type { RemovedPage, SyncActivities } from '../../contracts/sync/activities.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import type { ActivityRun } from '../run.ts';
import { createDelta } from './delta.ts';
import type { SyncDeps } from './deps.ts';
import { createFindings, type FindingsLog } from './findings.ts';
import { type Look, lookAtWhole, missingOf } from './missing.ts';
import { countRemembered, lossProblem } from './root.ts';
import { toCursor } from './scan-cursor.ts';
import { createToldPaths } from './told-paths.ts';

const OTHER_ROOT = sentenceOf(
  'the root of the source became another one during the run: nothing is remembered as removed',
);

type Input = Parameters<SyncActivities['settleRemoved']>[0];
type Listings = Pick<SyncDeps, 'openListing'>;

/**
 * See `SyncActivities.settleRemoved`. The first part changes nothing, so that an attempt that is repeated tells the same; the
 * second remembers what the run has been told. Neither holds more than one range of the memory.
 */
export async function settleRemoved(
  { from, told, ...input }: Input,
  deps: Listings,
  store: MemoryStore,
  run: ActivityRun,
): Promise<RemovedPage> {
  const findings = createFindings();
  const listing = await deps.openListing(input.declaration, run.signal);
  if (from !== undefined) {
    if (from.identity !== listing.identity) findings.problem(new ModelrailError('SourceChanged', OTHER_ROOT));
    else await remember({ listing, memory: await store.read(), intervals: from.intervals }, from, told);
    return findings.take();
  }
  const look = await lookAtWhole(listing, store, findings, run);
  if (look === undefined) return findings.take();
  const next = await find(look, input, store, findings, run);
  return { ...findings.take(), ...(next === undefined ? {} : { next }) };

  /** Marks what is missing: when all of it was told nothing else, and never more than was found. */
  async function remember(look: Look, { most }: NonNullable<Input['from']>, told: string[] | undefined): Promise<void> {
    const isTold = told === undefined ? () => true : (path: string) => toldPaths.has(path);
    const toldPaths = new Set(told);
    const delta = createDelta(store);
    let count = 0;
    for await (const { row, isLeftOut } of missingOf(look, store, findings, run)) {
      if (findings.hasProblems) return;
      const isDelivered = row.md5 !== '';
      if (isDelivered && !isLeftOut) {
        if (!isTold(row.path) || count >= most) continue;
        count += 1;
      }
      await delta.set(row.path, isDelivered ? { ...row, gone: true } : undefined);
    }
    if (findings.hasProblems) return;
    await delta.commit();
    if (look.memory.root !== look.listing.identity) await store.change({ root: look.listing.identity });
  }
}

/** Tells what is missing. Undefined when nothing is to be remembered of it: there is nothing, or `findings` has why. */
async function find(
  look: Look,
  input: Input,
  store: MemoryStore,
  findings: FindingsLog,
  run: ActivityRun,
): Promise<RemovedPage['next']> {
  const { memory, listing, intervals } = look;
  const told = createToldPaths();
  let [count, most] = [0, 0];
  let isToRemember = memory.root !== listing.identity;
  for await (const { row, isLeftOut } of missingOf(look, store, findings, run)) {
    isToRemember = true;
    if (isLeftOut) continue;
    count += 1;
    if (row.md5 === '') continue;
    most += 1;
    told.add(row.path);
  }
  if (findings.hasProblems) return undefined;
  const loss = lossProblem(input, count, input.remembered ?? countRemembered(memory));
  if (loss !== undefined) {
    findings.problem(loss);
    return undefined;
  }
  if (!isToRemember) return undefined;
  findings.add({ removed: told.paths, ...(told.isAll ? {} : { truncated: true }) });
  return { ...toCursor(intervals), identity: listing.identity, most, isAll: told.isAll };
}
