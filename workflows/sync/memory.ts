import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
  setWorkflowOptions,
  workflowInfo,
} from '@temporalio/workflow';
import { changeMemory } from '../../contracts/sync/change-memory.ts';
import {
  CHANGE_UPDATE,
  CONTENT_QUERY,
  FORGET_SIGNAL,
  isMemoryChange,
  isMemoryState,
  isRangeChange,
  MEMORY_QUERY,
  type MemoryChange,
  type MemoryEnd,
  type MemoryState,
  type RangeChange,
  REPLACE_UPDATE,
  STALE,
} from '../../contracts/sync/memory.ts';

const memoryQuery = defineQuery<MemoryState>(MEMORY_QUERY);
const changeUpdate = defineUpdate<MemoryState, [MemoryChange]>(CHANGE_UPDATE);
const contentQuery = defineQuery<Uint8Array>(CONTENT_QUERY);
const replaceUpdate = defineUpdate<void, [RangeChange, Uint8Array]>(REPLACE_UPDATE);
const forgetSignal = defineSignal(FORGET_SIGNAL);

/** Bytes and events of a history after which it begins anew with the state alone: what a replay has to read. */
const MAX_HISTORY = { bytes: 1024 ** 2, events: 2_000 };

/** Keeps which ranges a sync's memory has. Stays open until the sync is deleted. */
export async function syncMemory(state: MemoryState): Promise<MemoryEnd> {
  let present = state;
  if (!isMemoryState(present)) throw ApplicationFailure.nonRetryable('the input is no memory', 'InvalidRequest');
  setHandler(memoryQuery, () => present);
  setHandler(
    changeUpdate,
    (change) => {
      present = changeMemory(present, change) ?? present;
      return present;
    },
    {
      validator(change) {
        if (!isMemoryChange(change)) throw refusal('InvalidRequest', 'not a change of a memory');
        if (changeMemory(present, change) === undefined) throw refusal(STALE, 'made from another state');
      },
    },
  );
  if (await untilFull()) await continueAsNew<typeof syncMemory>(present);
  return { generation: present.generation };
}

/** Keeps what is remembered of the files in a range of paths, as bytes that it does not look into. */
export async function syncRange(state: { tag: string }, bytes: Uint8Array): Promise<void> {
  let { tag } = state;
  let content = bytes;
  setHandler(contentQuery, () => content);
  setHandler(
    replaceUpdate,
    (change, piece) => {
      tag = change.tag;
      content = change.isWhole ? piece : joined(content, piece);
    },
    {
      validator(change, piece) {
        const isRight = isRangeChange(change) && ArrayBuffer.isView(piece);
        if (!isRight) throw refusal('InvalidRequest', 'not a change of a range');
        if (change.expected !== tag) throw refusal(STALE, 'made from another content');
      },
    },
  );
  if (await untilFull()) await continueAsNew<typeof syncRange>({ tag }, content);
}

// What is remembered outlives every version of the workers. Temporal refuses a behaviour from workers of no version.
const unpinned = () =>
  workflowInfo().currentDeploymentVersion?.deploymentName ? ({ versioningBehavior: 'AUTO_UPGRADE' } as const) : {};
setWorkflowOptions(unpinned, syncMemory);
setWorkflowOptions(unpinned, syncRange);

/** Waits until the history is to begin anew; false when the state is of no use any more. */
async function untilFull(): Promise<boolean> {
  let isForgotten = false;
  setHandler(forgetSignal, () => {
    isForgotten = true;
  });
  await condition(() => isForgotten || isFull());
  await condition(allHandlersFinished);
  return !isForgotten;
}

function isFull(): boolean {
  const { continueAsNewSuggested, historySize, historyLength } = workflowInfo();
  return continueAsNewSuggested || historySize > MAX_HISTORY.bytes || historyLength > MAX_HISTORY.events;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function refusal(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}
