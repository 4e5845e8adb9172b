import type { Approval, MemoryBasis, MemoryChange, MemoryState, RangeRef } from './memory.ts';
import { batchId } from './run.ts';

/** The memory after a change; undefined when the change was made from another state. A change that was made before changes nothing. */
export function changeMemory(present: MemoryState, change: MemoryChange): MemoryState | undefined {
  if (change.expected !== undefined && !isAt(present, change.expected)) return undefined;
  const held = afterHold(present, change);
  // Another run has it: nothing of the change is made.
  if (held === undefined) return present;
  const state = change.anew === true ? withoutFiles(held) : held;
  let { ranges } = state;
  for (const { id, digest, into } of change.ranges ?? []) {
    const isMade = into.every((made) => ranges.some((range) => sameRange(range, made)));
    if (isMade && into.length > 0) continue;
    const at = ranges.findIndex((range) => range.id === id);
    const old = ranges[at];
    const isFirst = id === undefined && ranges.length === 0;
    if (!isFirst && (old === undefined || old.digest !== digest)) return undefined;
    ranges = isFirst ? [...into] : [...ranges.slice(0, at), ...into, ...ranges.slice(at + 1)];
  }
  const { approval: _approval, ...kept } = state;
  const approval = approvalAfter(state.approval, change);
  const begun = afterBegin(afterDone(kept, change), change);
  if (begun === undefined) return undefined;
  return {
    ...begun,
    ...(approval === undefined ? {} : { approval }),
    ...(change.root === undefined ? {} : { root: change.root }),
    ...(change.substitutes === undefined ? {} : { substitutes: change.substitutes }),
    made: Math.max(state.made, change.made ?? 0),
    ranges,
  };
}

/** What a change is made from that nothing may come before. */
export function basisOf({ generation, ranges }: MemoryState): MemoryBasis {
  return { generation, ranges: ranges.map(({ id, digest }) => ({ id, digest })) };
}

function isAt({ generation, ranges }: MemoryState, expected: MemoryBasis): boolean {
  const isSame = ({ id, digest }: RangeRef, at: number) =>
    expected.ranges[at]?.id === id && expected.ranges[at]?.digest === digest;
  return generation === expected.generation && ranges.length === expected.ranges.length && ranges.every(isSame);
}

/** Undefined when another run holds the memory. */
function afterHold(state: MemoryState, { hold }: MemoryChange): MemoryState | undefined {
  if (hold === undefined) return state;
  const holder = state.holder?.runId;
  const isFree = holder === undefined || holder === hold.run.runId || holder === hold.after;
  return isFree ? { ...state, holder: hold.run } : undefined;
}

function afterDone(state: MemoryState, { done }: MemoryChange): MemoryState {
  const { batch, ...rest } = state;
  return done === undefined || batch?.id !== done ? state : { ...rest, committed: batch.number };
}

/** Undefined when another run holds the memory, and when it is not remembered yet what an ingestion before delivered. */
function afterBegin(state: MemoryState, { begin }: MemoryChange): MemoryState | undefined {
  if (begin === undefined) return state;
  if (state.holder !== undefined && state.holder.runId !== begin.run) return undefined;
  const { committed: _committed, ...rest } = state;
  const isNext = begin.run !== state.generationRun;
  const next = isNext ? { ...rest, generation: state.generation + 1, generationRun: begin.run } : state;
  if (begin.batch === undefined) return next;
  const id = batchId(state.sync, next.generation, begin.batch.number);
  if (state.batch !== undefined && state.batch.id !== id) return undefined;
  // Of an attempt that was overtaken.
  if (begin.batch.number <= (next.committed ?? 0)) return next;
  return { ...next, batch: { ...begin.batch, id } };
}

function withoutFiles({
  root: _root,
  approval: _approval,
  substitutes: _substitutes,
  ...state
}: MemoryState): MemoryState {
  return { ...state, ranges: [] };
}

function approvalAfter(before: Approval | undefined, { approve, takeApproval }: MemoryChange): Approval | undefined {
  const approval = approve === undefined ? before : { parts: approve.parts };
  if (approval === undefined || takeApproval === undefined) return approval;
  const { run = takeApproval.run } = approval;
  return run === takeApproval.run ? { ...approval, run } : undefined;
}

function sameRange(a: RangeRef, b: RangeRef): boolean {
  const keys = ['id', 'from', 'rows', 'digest', 'aside', 'gone'] as const;
  return keys.every((key) => a[key] === b[key]);
}
