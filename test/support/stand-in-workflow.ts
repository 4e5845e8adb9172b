import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { FileProgress, IngestProgress, IngestStatus, Stage } from '../../contracts/progress.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import type { ProgressSummary, ResultOf } from '../../contracts/state.ts';

/** What the stand-in leaves is what a run for this kind of platform leaves. */
type IngestResult = ResultOf<'chongqing-bim'>;

/** Activities that a test gives to the stand-in. */
export interface StandInActivities {
  step(input: { attempt: number }): Promise<void>;
  transferChunks(input: {
    chunkSizeBytes: number;
    files: { index: number; size: number; hash: string }[];
  }): Promise<void>;
}

const statusKey = defineSearchAttributeKey('ModelrailStatus', SearchAttributeType.KEYWORD);
const hashKey = defineSearchAttributeKey('ModelrailHash', SearchAttributeType.KEYWORD_LIST);

/** The MD5 that the stand-in gives every file. */
const HASH = '0123456789abcdef0123456789abcdef';

/**
 * Answers as the workflow `ingest` does, for tests of the client library. What it does is said by the name of the
 * request's group: `complete`, `partial`, `fail`, `hold` (until the signal `finish`), `stray` (ends with an error that is
 * not ours), `broken` (has a bug, so that its workflow tasks fail), `planless` (holds before it knows its files), `send` (waits
 * for the activity `transferChunks`), `step:STAGE[:QUEUE]` (waits in that stage for the activity `step`), `waits` (holds, and notes
 * that it waits for the platform), or `far:HOST` (the same, but waits for the activity `step` on the queue of that host).
 */
export async function ingest(request: IngestRequest, previous?: IngestResult): Promise<IngestResult> {
  const state = initialState(request, previous);
  let isFinished = false;
  setHandler(defineQuery<IngestProgress>('progress'), () => state);
  setHandler(defineQuery<IngestResult>('result'), () => ({ ...state, resume: resumeState(state) }));
  setHandler(defineSignal('pause'), () => setStatus(state, 'paused'));
  setHandler(defineSignal('resume'), () => setStatus(state, 'running'));
  setHandler(defineSignal('finish'), () => {
    isFinished = true;
  });
  setHandler(defineUpdate<{ retriedNow: number }>('retry'), () => ({ retriedNow: 2 }));
  upsertSearchAttributes([{ key: hashKey, value: [HASH] }]);
  const [scenario, stage, queue] = (request.group?.name ?? 'complete').split(':');
  try {
    if (scenario === 'hold') await condition(() => isFinished);
    if (scenario === 'planless') {
      state.files = [];
      await condition(() => false);
    }
    if (scenario === 'send') await sendFiles(state);
    if (scenario === 'waits' || scenario === 'far') {
      setStatus(state, 'running', {
        waiting: { for: 'platform', reason: 'connection refused', since: state.startedAt },
        ...(stage === undefined ? {} : { hosts: [stage] }),
      });
      if (stage === undefined) await condition(() => isFinished);
      else await runStep(state, 'upload', `${workflowInfo().taskQueue}@${stage}`);
    }
    if (scenario === 'step') await runStep(state, stage as Stage, queue); // as: the tests give a stage's name
  } catch (error) {
    await CancellationScope.nonCancellable(async () => setStatus(state, 'cancelled'));
    throw error;
  }
  if (scenario === 'broken') throw new TypeError('a bug');
  if (scenario === 'stray') throw ApplicationFailure.nonRetryable('out of cheese', 'Nonsense');
  return end(state, scenario);
}

/** What the workflow `ingest` makes visible while it sends. */
async function sendFiles(state: IngestProgress): Promise<void> {
  Object.assign(state, { stage: 'upload', percent: 10 });
  for (const file of state.files)
    Object.assign(file, { stage: 'upload', status: 'uploading', hash: HASH, percent: 10 });
  setStatus(state, 'running');
  const files = state.files.map(({ size, hash }, index) => ({ index, size, hash: hash ?? '' }));
  await steps().transferChunks({ chunkSizeBytes: 100, files });
}

/** A workflow of somebody else. */
export async function somethingElse(): Promise<void> {
  await condition(() => false);
}

async function runStep(state: IngestProgress, stage: Stage, queue: string | undefined): Promise<void> {
  state.stage = stage;
  for (const file of state.files) Object.assign(file, { stage, status: stage === 'upload' ? 'uploading' : 'pending' });
  await steps(queue).step({ attempt: 1 });
}

function steps(queue?: string) {
  return proxyActivities<StandInActivities>({
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '5s',
    retry: { initialInterval: '20s' },
    ...(queue === undefined ? {} : { taskQueue: queue }),
  });
}

function end(state: IngestProgress, scenario: string | undefined): IngestResult {
  state.stage = 'done';
  state.percent = 100;
  const error = { type: 'ConversionFailed', message: 'no geometry' } as const;
  state.files.forEach((file, index) => {
    const isBad = scenario === 'fail' || (scenario === 'partial' && index === 0 && state.leftovers === undefined);
    Object.assign(
      file,
      { stage: 'done', percent: 100, hash: HASH },
      isBad ? { status: 'failed', error } : { status: 'registered' },
    );
  });
  const isAnyBad = state.files.some((file) => file.status === 'failed');
  setStatus(state, scenario === 'fail' ? 'failed' : isAnyBad ? 'partial' : 'completed');
  const result = { ...state, resume: resumeState(state) };
  if (scenario !== 'fail') return result;
  throw ApplicationFailure.create({ ...error, nonRetryable: true, details: [{ ...result, error }] });
}

function setStatus(state: IngestProgress, status: IngestStatus, more: Partial<ProgressSummary> = {}): void {
  state.status = status;
  upsertSearchAttributes([{ key: statusKey, value: status }]);
  upsertMemo({
    summary: {
      kind: 'chongqing-bim',
      status,
      stage: state.stage,
      percent: state.percent,
      files: state.files.length,
      delivered: 0,
      failed: 0,
      projectId: 'p-1',
      ...more,
    },
  });
}

function initialState(request: IngestRequest, previous: IngestResult | undefined): IngestProgress {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  return {
    id: workflowId,
    runId: firstExecutionRunId,
    platform: request.platform,
    kind: 'chongqing-bim',
    status: 'running',
    stage: 'fingerprint',
    percent: 0,
    files: request.files.map(
      (file): FileProgress => ({
        source: file.source,
        name: file.name ?? file.source,
        size: 1000,
        hash: '',
        status: 'pending',
        stage: 'fingerprint',
        percent: 0,
        upload: { chunks: 10, sent: 0, skipped: 0, bytesSkipped: 0, bytesSent: 0, instant: false },
      }),
    ),
    ...(previous === undefined ? {} : { leftovers: [`goes on with ${previous.resume.project?.id}`] }),
    startedAt: new Date().toISOString(),
  };
}

function resumeState(state: IngestProgress): IngestResult['resume'] {
  return {
    project: { id: `project-of-${state.runId}`, isGiven: false, create: 'attempted' },
    batches: [],
    createdUserIds: [],
  };
}
