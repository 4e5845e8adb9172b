import {
  type Client,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { sentenceOf } from '../../contracts/sentences.ts';
import {
  CHANGE_UPDATE,
  CONTENT_QUERY,
  FORGET_SIGNAL,
  MEMORY_QUERY,
  type MemoryChange,
  type MemoryState,
  memoryWorkflowId,
  type RangeChange,
  type RangeRef,
  REPLACE_UPDATE,
  rangeAt,
  rangeWorkflowId,
  STALE,
  SYNC_RANGE_WORKFLOW,
} from '../../contracts/sync/memory.ts';
import { ModelrailError } from '../errors.ts';
import { createPiece, NO_TAG, type Piece, type RangeContent, readContent } from './content.ts';
import { summariseRows } from './digest.ts';
import { applyDelta, byPath, type Delta, type Row } from './rows.ts';
import { SYNC_ATTRIBUTE } from './sync-attribute.ts';

/** Bytes of a range's content with all its rows; a range that outgrows them is split. */
const MAX_WHOLE_BYTES = 192 * 1024;
/** Bytes of a content, with what changed since it was last written as a whole. */
const MAX_CONTENT_BYTES = 256 * 1024;
/** A content in more pieces is written as a whole. */
const MAX_PIECES = 64;

/** Where a memory is. */
export interface MemoryStoreOptions {
  client: Pick<Client, 'workflow'>;
  /** The queue of the workers that run workflows. */
  taskQueue: string;
  sync: string;
  /** Runs calls to Temporal, with a deadline. */
  call<T>(fn: () => Promise<T>): Promise<T>;
}

/**
 * What a sync remembers, in workflows of Temporal that stay open. One run at a time changes it; a change that was
 * interrupted is made again. Errors: `NotFound` when there is no memory; `Internal`, worth trying again, when it changed
 * meanwhile.
 */
export interface MemoryStore {
  read(): Promise<MemoryState>;
  content(range: Pick<RangeRef, 'id'>): Promise<RangeContent>;
  change(change: MemoryChange): Promise<MemoryState>;
  /** Remembers rows, and forgets others. */
  commit(delta: Delta, options?: CommitOptions): Promise<void>;
  /**
   * Writes sorted rows as ranges that the memory does not have yet; `first`: where the first one begins, by default with its
   * first path. `numbers`: counts the ranges that were made.
   */
  write(rows: Row[], first: string | undefined, numbers: { next: number }): Promise<RangeRef[]>;
}

/** What belongs to rows that are remembered. */
export interface CommitOptions {
  /** The ingestion of which everything is remembered with them. */
  done?: string | undefined;
  /**
   * The ranges as they were when the rows were made from them. Where one was changed since, nothing is written, and the error is
   * `Internal`, worth trying again: an attempt that stood still does not overwrite what came after it.
   */
  basis?: readonly RangeRef[];
  /** What further ingestions have in their requests. */
  substitutes?: MemoryChange['substitutes'];
}

/** The memory of one sync. */
export function createMemoryStore({ client, taskQueue, sync, call }: MemoryStoreOptions): MemoryStore {
  const rangeHandle = ({ id }: Pick<RangeRef, 'id'>) => client.workflow.getHandle(rangeWorkflowId(sync, id));

  async function asked<T>(fn: () => Promise<T>, lost = lostMemory): Promise<T> {
    try {
      return await call(fn);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw lost(sync, error);
      throw error;
    }
  }

  async function updated<T>(fn: () => Promise<T>, lost = lostMemory): Promise<T> {
    try {
      return await asked(fn, lost);
    } catch (error) {
      if (isRefusedAsStale(error)) throw stale(sync, error);
      throw error;
    }
  }

  const store: MemoryStore = {
    write,
    read: () => asked(() => client.workflow.getHandle(memoryWorkflowId(sync)).query<MemoryState>(MEMORY_QUERY)),
    async content(range) {
      const bytes = await asked(() => rangeHandle(range).query<Uint8Array>(CONTENT_QUERY), lostRange);
      return readContent(bytes);
    },
    change: (change) =>
      updated(() =>
        client.workflow
          .getHandle(memoryWorkflowId(sync))
          .executeUpdate<MemoryState, [MemoryChange]>(CHANGE_UPDATE, { args: [change] }),
      ),
    async commit(delta, { done, basis, substitutes } = {}) {
      const also: MemoryChange = {
        ...(done === undefined ? {} : { done }),
        ...(substitutes === undefined ? {} : { substitutes }),
      };
      if (delta.size === 0) {
        if (Object.keys(also).length > 0) await store.change(also);
        return;
      }
      const { ranges, made } = await store.read();
      const numbers = { next: made };
      const changes: NonNullable<MemoryChange['ranges']> = [];
      for (const [at, part] of byRange(delta, ranges)) {
        const old = ranges[at];
        if (basis !== undefined && !isAmong(basis, old)) throw stale(sync);
        const into = await writeRange(old, part, numbers);
        changes.push({ ...(old === undefined ? {} : { id: old.id, digest: old.digest }), into });
      }
      await store.change({ ranges: changes, made: numbers.next, ...also });
      const left = changes.flatMap(({ id, into }) => (id === undefined || into[0]?.id === id ? [] : [id]));
      for (const id of left) await asked(() => rangeHandle({ id }).signal(FORGET_SIGNAL)).catch(ignoreGone);
    },
  };

  /** Writes what changes in a range; answers the ranges that are there in its place. */
  async function writeRange(old: RangeRef | undefined, delta: Delta, numbers: { next: number }): Promise<RangeRef[]> {
    const content: RangeContent =
      old === undefined ? { rows: new Map(), tag: NO_TAG, bytes: 0, pieces: 0 } : await store.content(old);
    const { rows, tag } = content;
    // After a crash some of it may be there.
    const news = new Map([...delta].filter(([path, row]) => !isSameRow(rows.get(path), row)));
    const addition = createPiece(news, tag);
    applyDelta(rows, news);
    if (old !== undefined) {
      const ref = { id: old.id, from: old.from, ...summariseRows(rows.values()) };
      if (news.size === 0) return [ref];
      const hasRoom = content.bytes + addition.bytes.length <= MAX_CONTENT_BYTES && content.pieces < MAX_PIECES;
      if (hasRoom) {
        await replace(old, tag, addition, false);
        return [ref];
      }
      const whole = createPiece(rows, NO_TAG);
      if (whole.bytes.length <= MAX_WHOLE_BYTES) {
        await replace(old, tag, whole, true);
        return [ref];
      }
    }
    return await write([...rows.values()].sort(byPath), old?.from ?? '', numbers);
  }

  async function write(rows: Row[], first: string | undefined, numbers: { next: number }): Promise<RangeRef[]> {
    const refs: RangeRef[] = [];
    for (const part of split(rows)) {
      const from = (refs.length === 0 ? first : undefined) ?? part.rows[0]?.path ?? '';
      numbers.next += 1;
      refs.push(await startRange({ from, ...part, number: numbers.next }));
    }
    return refs;
  }

  async function replace(range: RangeRef, expected: string, piece: Piece, isWhole: boolean): Promise<void> {
    const change: RangeChange = { expected, tag: piece.tag, isWhole };
    await updated(
      () =>
        rangeHandle(range).executeUpdate<void, [RangeChange, Uint8Array]>(REPLACE_UPDATE, {
          args: [change, piece.bytes],
        }),
      lostRange,
    );
  }

  async function startRange(part: { from: string; rows: Row[]; piece: Piece; number: number }): Promise<RangeRef> {
    const { from, rows, piece, number } = part;
    const id = `${number}-${piece.tag.slice(0, 12)}`;
    const options: WorkflowStartOptions = {
      workflowId: rangeWorkflowId(sync, id),
      taskQueue,
      args: [{ tag: piece.tag }, piece.bytes],
      // One that is there has the same rows: it was started by an attempt that came no further.
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      typedSearchAttributes: [{ key: SYNC_ATTRIBUTE, value: sync }],
      staticSummary: `what the sync ${sync} remembers, a part of its paths`,
    };
    await call(() => client.workflow.start(SYNC_RANGE_WORKFLOW, options));
    return { id, from, ...summariseRows(rows) };
  }

  return store;
}

/** The parts of a delta by the positions of their ranges; all at 0 where there are none yet. */
function byRange(delta: Delta, ranges: readonly RangeRef[]): Map<number, Map<string, Row | undefined>> {
  const parts = new Map<number, Map<string, Row | undefined>>();
  for (const [path, row] of delta) {
    const at = rangeAt(ranges, path);
    const part = parts.get(at) ?? new Map<string, Row | undefined>();
    parts.set(at, part.set(path, row));
  }
  return parts;
}

/** True for a range that is there as it is, or where there was none either. */
function isAmong(basis: readonly RangeRef[], range: RangeRef | undefined): boolean {
  if (range === undefined) return basis.length === 0;
  return basis.some(({ id, digest }) => id === range.id && digest === range.digest);
}

/** Sorted rows in parts, each of which fits into half a range. */
function split(rows: Row[], maxBytes = MAX_WHOLE_BYTES): { rows: Row[]; piece: Piece }[] {
  const piece = createPiece(new Map(rows.map((row) => [row.path, row])), NO_TAG);
  if (piece.bytes.length <= maxBytes || rows.length < 2) return [{ rows, piece }];
  const middle = rows.length >>> 1;
  const half = MAX_WHOLE_BYTES / 2;
  return [...split(rows.slice(0, middle), half), ...split(rows.slice(middle), half)];
}

function isSameRow(a: Row | undefined, b: Row | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const keyOf = ({
    path,
    size,
    version,
    md5,
    id,
    superseded = [],
    supersededBefore = 0,
    failures = 0,
    aside,
    gone,
    removing,
  }: Row) =>
    JSON.stringify([
      path,
      size,
      version,
      md5,
      id,
      superseded,
      supersededBefore,
      failures,
      aside === true,
      gone === true,
      removing === true,
    ]);
  return keyOf(a) === keyOf(b);
}

/** True for the error of a change that was made from another state than the present one. */
export function isStale(error: unknown): boolean {
  return error instanceof ModelrailError && isRefusedAsStale(error.cause);
}

function isRefusedAsStale(error: unknown): boolean {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  return cause instanceof ApplicationFailure && cause.type === STALE;
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof ModelrailError) || error.type !== 'NotFound') throw error;
}

/** Error of a sync whose memory was ended in Temporal; a closed workflow answers queries as long as Temporal keeps it. */
export function lostMemory(sync: string, cause?: unknown): ModelrailError {
  const lost = sentenceOf(
    'Temporal has no open memory of the sync {sync}: what it delivered is not known, so nothing is done. While Temporal keeps what was ended, the command line can write that out (`sync export`): then delete the sync, create it again, and have it take that up (`sync import`)',
    { sync },
  );
  return new ModelrailError('NotFound', lost, cause === undefined ? {} : { cause });
}

function lostRange(sync: string, cause?: unknown): ModelrailError {
  const lost = sentenceOf(
    'a part of what the sync {sync} remembers was ended in Temporal, so nothing is done. While Temporal keeps that, the command line can write all of it out (`sync export`) and have the sync take that up (`sync import`)',
    { sync },
  );
  return new ModelrailError('NotFound', lost, cause === undefined ? {} : { cause });
}

function stale(sync: string, cause?: unknown): ModelrailError {
  const changed = sentenceOf('what the sync {sync} remembers was changed by another at the same time', { sync });
  return new ModelrailError('Internal', changed, { isRetryable: true, ...(cause === undefined ? {} : { cause }) });
}
