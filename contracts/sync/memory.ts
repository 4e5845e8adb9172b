import type { Substitutes } from '../kind-facts.ts';
import type { RunRef } from '../progress.ts';
import { type Check, isCount, isText, listOf, mapOf, matching, oneOf, optional, shaped } from '../shapes.ts';
import { comparePaths } from './path-order.ts';

/** Name of the workflow that keeps which ranges a sync's memory has; open as long as the sync is there. */
export const SYNC_MEMORY_WORKFLOW = 'syncMemory';
/** Name of the workflow that keeps what is remembered of the files in one range of paths; open as long as the range is. */
export const SYNC_RANGE_WORKFLOW = 'syncRange';

/** Query of a memory: answers a {@link MemoryState}. */
export const MEMORY_QUERY = 'memory';
/** Update of a memory: takes a {@link MemoryChange}, answers the {@link MemoryState} after it. */
export const CHANGE_UPDATE = 'change';
/** Query of a range: answers its content, as bytes. */
export const CONTENT_QUERY = 'content';
/** Update of a range: takes a {@link RangeChange} and bytes. */
export const REPLACE_UPDATE = 'replace';
/** Signal to memory and range: they are of no use any more. */
export const FORGET_SIGNAL = 'forget';

/** Type of the failure with which a change is refused that was made from another state than the present one. */
export const STALE = 'Stale';

/** The id of the workflow that keeps a sync's memory: no ingestion's, since that has no slash. */
export function memoryWorkflowId(sync: string): string {
  return `sync-${sync}/memory`;
}

/** The id of the workflow of one range. */
export function rangeWorkflowId(sync: string, id: string): string {
  return `sync-${sync}/memory/${id}`;
}

/** A range of sorted paths, as the memory knows it without its content. */
export interface RangeRef {
  id: string;
  /** It has this path and all that sort behind it, as far as the next range. */
  from: string;
  /** Files that are remembered. */
  rows: number;
  /** Of what a scan of unchanged files finds, in any order. */
  digest: string;
  /** Files that were set aside. */
  aside: number;
  /** Files that are gone from the source. */
  gone: number;
}

/** What is remembered of a sync beside its files. */
export interface MemoryState {
  sync: string;
  /** Counts the runs that delivered something. */
  generation: number;
  /** The run that the generation belongs to: the first run id of its chain. */
  generationRun?: string;
  /** Ranges that were ever made: the next one gets this number. */
  made: number;
  /** Sorted by `from`; the first one begins with the empty path. Empty until something is remembered. */
  ranges: RangeRef[];
  /** By which the root of the source is known again. */
  root?: string;
  /** What a person allowed to be removed: for the first run that begins after that, and for no other. */
  approval?: Approval;
  /** The run that holds the memory, with the first run id of its chain: no other delivers before that one has ended. */
  holder?: RunRef;
  /** The ingestion that was begun last, until it is remembered what that delivered. */
  batch?: OpenBatch;
  /** Number of the last ingestion of this generation of which that is remembered. */
  committed?: number;
  /** What ingestions have in their requests, since an earlier one made what is asked for. */
  substitutes?: Substitutes;
}

/** An ingestion of a run, with all that is needed to remember what it delivers when the run is no more. */
export interface OpenBatch {
  /** Of its workflow. */
  id: string;
  number: number;
  /** When it was begun, in milliseconds since the epoch. */
  begunAtMs: number;
  /** Its files, as `lib/sync/batch-files.ts` writes them. */
  files: string;
}

/** Where it is kept which files may be removed, and the run that they may be removed by, once one has begun. */
export interface Approval {
  /** Ids of the workflows that keep it, as those of ranges are made. */
  parts: string[];
  /** The first run id of its chain. */
  run?: string;
}

/** A change of the memory; all of it, or none. */
export interface MemoryChange {
  /** Lets a run hold the memory that none holds, or that is held by the run `after`. Held by another, nothing is changed. */
  hold?: { run: RunRef; after?: string };
  /** Gives the run its generation: the next one, or again the one that it has; and keeps the ingestion that it begins. */
  begin?: { run: string; batch?: Omit<OpenBatch, 'id'> };
  /** The id of an ingestion: what it delivered is remembered from here on. */
  done?: string;
  /** Ranges in the place of one that still has this digest; in place of none, the first ones of all. */
  ranges?: { id?: string; digest?: string; into: RangeRef[] }[];
  made?: number;
  root?: string;
  /** What further ingestions have in their requests. */
  substitutes?: Substitutes;
  /** Forgets all files, the root and the substitutes first; the generation goes on, so that no id of an ingestion is used twice. */
  anew?: true;
  /** What the change was made from: with anything else there it is refused. */
  expected?: MemoryBasis;
  /** Allows something to be removed, in place of what was allowed before. */
  approve?: Pick<Approval, 'parts'>;
  /** Gives the run what was allowed since the run before it began, and forgets what was allowed to another one. */
  takeApproval?: { run: string };
}

/** By which it is known that a memory is as it was. */
export interface MemoryBasis {
  generation: number;
  ranges: Pick<RangeRef, 'id' | 'digest'>[];
}

/** A change of a range's content. */
export interface RangeChange {
  /** Of the content that the change was made from. */
  expected: string;
  /** Of the content after it. */
  tag: string;
  /** True: the bytes are all of the content; else they are added to it. */
  isWhole: boolean;
}

/** Characters that a tag has. */
const isTag: Check = matching(/^[0-9a-f]{32}$/);

const isRangeRef = shaped<RangeRef>({
  id: isText,
  from: isText,
  rows: isCount,
  digest: isText,
  aside: isCount,
  gone: isCount,
});

const isSubstitutes = mapOf(mapOf(isText));

const isRunRef = shaped<RunRef>({ workflowId: isText, runId: isText });

const BATCH_SHAPE = { number: isCount, begunAtMs: isCount, files: isText };

/** True for the state that a memory goes on with. */
export const isMemoryState = shaped<MemoryState>({
  sync: isText,
  generation: isCount,
  generationRun: optional(isText),
  made: isCount,
  ranges: listOf(isRangeRef),
  root: optional(isText),
  approval: optional(shaped<Approval>({ parts: listOf(isText), run: optional(isText) })),
  holder: optional(isRunRef),
  batch: optional(shaped<OpenBatch>({ id: isText, ...BATCH_SHAPE })),
  committed: optional(isCount),
  substitutes: optional(isSubstitutes),
});

/** True for a change of a memory; any client of Temporal may send anything. */
export const isMemoryChange = shaped<MemoryChange>({
  hold: optional(shaped<{ run: RunRef; after?: string }>({ run: isRunRef, after: optional(isText) })),
  begin: optional(
    shaped<{ run: string; batch?: Omit<OpenBatch, 'id'> }>({
      run: isText,
      batch: optional(shaped<Omit<OpenBatch, 'id'>>(BATCH_SHAPE)),
    }),
  ),
  done: optional(isText),
  ranges: optional(
    listOf(
      shaped<{ id?: string; digest?: string; into: RangeRef[] }>({
        id: optional(isText),
        digest: optional(isText),
        into: listOf(isRangeRef),
      }),
    ),
  ),
  made: optional(isCount),
  root: optional(isText),
  substitutes: optional(isSubstitutes),
  anew: optional(oneOf([true])),
  expected: optional(
    shaped<MemoryBasis>({
      generation: isCount,
      ranges: listOf(shaped<Pick<RangeRef, 'id' | 'digest'>>({ id: isText, digest: isText })),
    }),
  ),
  approve: optional(shaped<Pick<Approval, 'parts'>>({ parts: listOf(isText) })),
  takeApproval: optional(shaped<{ run: string }>({ run: isText })),
});

/** True for a change of a range. */
export const isRangeChange = shaped<RangeChange>({
  expected: isTag,
  tag: isTag,
  isWhole: (value) => typeof value === 'boolean',
});

/** The memory of a sync that nothing was delivered of yet. `generation`: of an earlier one of this name. */
export function emptyMemory(sync: string, generation = 0): MemoryState {
  return { sync, generation, made: 0, ranges: [] };
}

/** What a memory leaves behind when it is forgotten. */
export interface MemoryEnd {
  generation: number;
}

/** The position of the range that a path belongs to: the last one that begins at it or before. */
export function rangeAt(ranges: readonly Pick<RangeRef, 'from'>[], path: string): number {
  let low = 0;
  let high = ranges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (comparePaths(ranges[middle]?.from ?? '', path) <= 0) low = middle;
    else high = middle - 1;
  }
  return low;
}
