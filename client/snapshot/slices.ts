import { leftoverSentence } from '../../contracts/leftovers.ts';
import { totalPercent } from '../../contracts/percent.ts';
import type { FileProgress, IngestProgress, RunRef, SliceProgress, Waiting } from '../../contracts/progress.ts';
import { toldWith } from '../../contracts/sentences.ts';
import { mostUrgent } from '../../contracts/waiting.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { describeOne, type Run, readInput } from '../runs/run.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { askWorker } from './ask-worker.ts';
import { giveUpFile } from './give-up-file.ts';
import { isPartlyRead, knownWithoutWorker, readFromHistory } from './known-without-worker.ts';
import { type Left, leftBy, leftoverLines } from './leftover-lines.ts';
import { mergeHeartbeats } from './live-progress.ts';
import { readOutcome } from './outcome.ts';
import { pendingActivities } from './pending-activity.ts';
import { parseProgress } from './progress-summary.ts';
import { requestedFiles, resumeFile } from './requested-files.ts';
import { waitOfLookedAt } from './run-wait.ts';
import { silentSince } from './silence.ts';

/** Since the look began: the ingestion itself has taken more than half of it, and all together stays below two seconds. */
const READ_TIMEOUT_MS = 1_600;

/** What does not change between two looks at an ingestion that is worked in slices. */
export interface SeenSlices {
  /** All files as they were asked for. */
  requested: FileProgress[];
  /** Slices that have ended, by run. */
  ended: Map<string, SliceState>;
}

interface SliceState {
  progress: IngestProgress;
  left?: Left;
  waiting?: Waiting | undefined;
}

/** Puts the files of an ingestion's slices together; `left`: by its own run; `before` is what an earlier look has seen. */
export async function joinSlices(
  temporal: Temporal,
  run: Run,
  known: IngestProgress,
  left: Left,
  before: SeenSlices | undefined,
  lookedAt: number,
): Promise<{ progress: IngestProgress; waiting: Waiting | undefined; seen: SeenSlices }> {
  const { slices = [] } = known;
  const seen = before ?? { requested: requestedFiles(await readInput(temporal, run)), ended: new Map() };
  const files = [...seen.requested];
  const deadline = known.note === undefined ? undefined : lookedAt + READ_TIMEOUT_MS;
  const states = await Promise.all(
    slices.map(async (slice) => {
      const before = slice.previous && (await lookAtSlice(temporal, slice, slice.previous, seen, deadline));
      const taken = before && toTakeUp(slice, before.progress, seen);
      if (slice.run === undefined) return taken && { progress: taken };
      return lookAtSlice(temporal, slice, slice.run, seen, deadline, taken?.files);
    }),
  );
  for (const [position, { from, count, status, error }] of slices.entries()) {
    const part = states[position]?.progress.files ?? files.slice(from, from + count);
    const isOver = status !== 'running' && status !== 'paused';
    files.splice(from, part.length, ...(isOver && error ? part.map((file) => giveUpFile(file, error)) : part));
  }
  const progresses = states.flatMap((state) => state?.progress ?? []);
  const tasks = progresses.flatMap((progress) => progress.tasks ?? []);
  const allLeft = [...left, ...states.flatMap((state) => state?.left ?? [])];
  const leftovers = leftoverLines(allLeft, files);
  const told = [known, ...progresses].flatMap((one) => one.told ?? []);
  const ofLeft = allLeft.flatMap((one) => (typeof one === 'string' ? [] : [leftoverSentence(one)]));
  const silent = progresses
    .flatMap((one) => one.silentSince ?? [])
    .toSorted()
    .at(-1);
  const noted = [known, ...progresses].filter(({ note }) => note !== undefined);
  const note = (noted.find(isPartlyRead) ?? noted[0])?.note;
  const [first] = tasks;
  const progress = {
    ...known,
    files,
    percent: Math.max(known.percent, percentOf(slices, states)),
    ...(first === undefined ? {} : { modelGroupId: first.modelGroupId, taskId: first.taskId, tasks }),
    ...(leftovers.length === 0 ? {} : { leftovers }),
    ...toldWith([...told, ...ofLeft]),
    ...(note === undefined ? {} : { note }),
    ...(silent === undefined ? {} : { silentSince: silent }),
  };
  return { progress, waiting: mostUrgent(states.flatMap((state) => state?.waiting ?? [])), seen };
}

/** Each slice counts by the number of its files, as its ingestion counts them. */
function percentOf(slices: readonly SliceProgress[], states: readonly (SliceState | undefined)[]): number {
  return totalPercent(
    slices.map(({ count, percent }, position) => ({
      size: count,
      percent: Math.max(percent, states[position]?.progress.percent ?? 0),
    })),
  );
}

/** A slice that is not begun yet, by what was done of it in an earlier run of the ingestion. */
function toTakeUp({ from }: SliceProgress, before: IngestProgress, { requested }: SeenSlices): IngestProgress {
  const { leftovers: _leftovers, error: _error, note: _note, ...rest } = before;
  const files = before.files.map((old, position) => {
    const file = requested[from + position];
    return file === undefined ? old : resumeFile(file, old);
  });
  return { ...rest, percent: 0, files };
}

async function lookAtSlice(
  temporal: Temporal,
  slice: SliceProgress,
  ref: RunRef,
  seen: SeenSlices,
  /** Set where no worker answers for the ingestion: none is asked for its slices then, all would take their time. */
  deadline: number | undefined,
  /** Its files as they were when it began; default: as they were asked for. */
  requested = seen.requested.slice(slice.from, slice.from + slice.count),
): Promise<SliceState | undefined> {
  const before = seen.ended.get(ref.runId);
  if (before !== undefined) return before;
  const run = await describeSlice(temporal, ref);
  // Temporal keeps the run of a slice as long as that of its ingestion, but from its own end on.
  if (run === undefined) return undefined;
  const { result } = await readOutcome(temporal, run);
  const told = parseProgress(result);
  if (result !== undefined && told !== undefined) {
    const ended = { progress: told, left: leftBy(result) };
    seen.ended.set(ref.runId, ended);
    return ended;
  }
  const known =
    deadline === undefined
      ? await askWorker(temporal, run, { requested })
      : knownWithoutWorker(run, await readFromHistory(temporal, run, requested, deadline));
  const state = known.files.length > 0 ? known : { ...known, files: requested };
  const activities = pendingActivities(run);
  const waiting = await waitOfLookedAt(temporal, run);
  const silent = silentSince(activities);
  const progress = { ...mergeHeartbeats(state, activities), ...(silent === undefined ? {} : { silentSince: silent }) };
  return { progress, left: leftBy(state), waiting };
}

async function describeSlice(temporal: Temporal, { workflowId, runId }: RunRef): Promise<Run | undefined> {
  try {
    return await describeOne(temporal, workflowId, runId);
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
    throw error;
  }
}
