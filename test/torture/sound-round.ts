import type { ErrorType, FileProgress, IngestProgress } from '../../client/index.ts';
import { type AskedIngestion, type Evidence, PROJECT_FACTS } from './judged.ts';
import { judge } from './oracle.ts';
import { REFUSAL } from './plan.ts';
import type { PlatformState } from './platform-state.ts';

/** Hashes of the two files. */
export const MD5 = { tower: 'a'.repeat(32), bridge: 'b'.repeat(32) };
/** Bytes of each file: two chunks. */
export const SIZE = 100_000;

/** What is reported of one of the files when all went well. */
export function reportOf(name: 'tower' | 'bridge', more: Partial<FileProgress> = {}): FileProgress {
  return {
    source: `/models/${name}.rvt`,
    name: `${name}.rvt`,
    size: SIZE,
    hash: MD5[name],
    status: 'registered',
    stage: 'done',
    percent: 100,
    upload: { chunks: 2, sent: 2, skipped: 0, bytesSent: SIZE, bytesSkipped: 0, instant: false },
    fileId: `file-${name}`,
    path: `user/${name}`,
    ...more,
  };
}

/** A round of one ingestion with two files, of which everything went well. */
export function soundRound() {
  const asked: AskedIngestion = {
    id: 't-1',
    project: { code: 'T-1', name: 't-1', isTaken: false },
    groupName: 't-1',
    onModelError: 'continue',
    files: (['tower', 'bridge'] as const).map((name) => ({
      name: `${name}.rvt`,
      tags: ['110101'],
      versions: [{ md5: MD5[name], size: SIZE }],
      isDisturbed: false,
      sourceFailures: new Set<ErrorType>(),
    })),
    isCancelTried: false,
    isRetried: false,
  };
  const told: IngestProgress = {
    id: 't-1',
    runId: 'run-1',
    platform: 'cq',
    status: 'completed',
    stage: 'done',
    percent: 100,
    projectId: 'P1',
    modelGroupId: 'G1',
    taskId: 'task-1',
    tasks: [{ modelGroupId: 'G1', taskId: 'task-1' }],
    files: [reportOf('tower'), reportOf('bridge')],
    startedAt: '2026-01-01T00:00:00Z',
    closedAt: '2026-01-01T00:01:00Z',
  };
  const state: PlatformState = {
    projects: [{ id: 'p1', code: 'T-1', name: 't-1', ...PROJECT_FACTS }],
    groups: [{ id: 'g1', name: 't-1', projectId: 'p1', taskId: 'task-1' }],
    models: (['tower', 'bridge'] as const).map((name) => ({
      name: `${name}.rvt`,
      fileName: `${name}.rvt`,
      path: `user/${name}`,
      hash: MD5[name],
      size: SIZE,
      projectId: 'p1',
      modelGroupId: 'g1',
      taskId: 'task-1',
      ssoCreatorUserId: 'user',
    })),
    files: (['tower', 'bridge'] as const).map((name) => ({
      id: `file-${name}`,
      name: `${name}.rvt`,
      path: `user/${name}`,
      hash: MD5[name],
      size: SIZE,
      tags: ['110101'],
      createdUserId: 'user',
      md5: MD5[name],
    })),
    uploads: [],
    tasks: [
      {
        taskId: 'task-1',
        modelGroupId: 'g1',
        outcome: 'succeed',
        visibleAfterMs: 0,
        models: (['tower', 'bridge'] as const).map((name) => ({
          name: `${name}.rvt`,
          hash: MD5[name],
          errorMessage: '',
        })),
      },
    ],
  };
  return {
    asked,
    told,
    state,
    listed: new Map([['t-1', told.status]]),
    acceptedChunks: { [MD5.tower]: 2, [MD5.bridge]: 2 },
    earlier: [] as IngestProgress[],
    isUndisturbed: false,
    hasLosses: false,
    runs: new Map([['t-1', 1]]),
    repeats: 0,
    hasRefusals: false,
    unfit: [] as string[],
    syncs: [],
  };
}

/** See {@link soundRound}. */
export type Round = ReturnType<typeof soundRound>;

/** What the oracle says of a sound round after `change`. */
export function judgeRound(change: (round: Round) => void): string[] {
  const round = soundRound();
  change(round);
  const { asked, told, ...same } = round;
  const evidence: Evidence = {
    ...same,
    asked: [asked],
    told: new Map([[told.id, told]]),
    lossesLeft: { chunk: 0, upload: 0 },
  };
  return judge(evidence);
}

/** The second file failed in its conversion, and nothing of it is registered. */
export function failBridge({ told, state, listed }: Round): void {
  listed.set('t-1', 'partial');
  told.status = 'partial';
  told.error = { type: 'ConversionFailed', message: 'bridge.rvt: ParseModelError' };
  told.files[1] = reportOf('bridge', {
    status: 'failed',
    stage: 'convert',
    error: { type: 'ConversionFailed', message: 'ParseModelError' },
  });
  told.leftovers = ['file bridge.rvt: record file-bridge (user/bridge)'];
  state.models.pop();
  for (const model of state.tasks[0]?.models ?? []) {
    if (model.name === 'bridge.rvt') model.errorMessage = 'ParseModelError';
  }
}

/** The ingestion was cancelled after its group was made. */
export function cancel(round: Round): void {
  const error = { type: 'Cancelled', message: 'the ingestion was cancelled' } as const;
  Object.assign(round.told, { status: 'cancelled', error });
  round.told.files = [reportOf('tower', { status: 'failed', error }), reportOf('bridge', { status: 'failed', error })];
  round.listed.set('t-1', 'cancelled');
  round.told.leftovers = [
    'file tower.rvt: record file-tower (user/tower)',
    'file bridge.rvt: record file-bridge (user/bridge)',
    'conversion task task-1',
    'model group G1',
    'project P1',
  ];
  round.state.models = [];
}

/** One change, and another that builds on it. */
export function change(first: (round: Round) => void, round: Round, then: () => unknown): void {
  first(round);
  then();
}

/** The second file failed, and the report says that something stays behind. */
export function leave(round: Round, line: string): void {
  failBridge(round);
  round.told.leftovers?.push(line);
}

/** The platform had one chunk of the first file. */
export function skipOne({ told }: Round): void {
  countAs(told, { sent: 1, bytesSent: SIZE - 65_536, skipped: 1, bytesSkipped: 65_536 });
}

/** An error that nothing explains. */
export function someError() {
  return { type: 'Internal', message: 'something' } as const;
}

/** Another entry like the first. */
export function repeat<Entry extends object>(entries: Entry[], more: Partial<Entry> = {}): void {
  const [first] = entries;
  if (first !== undefined) entries.push({ ...first, ...more });
}

/** Other figures for the first file. */
export function countAs(told: IngestProgress, counts: Partial<FileProgress['upload']>): void {
  Object.assign(told.files[0]?.upload ?? {}, counts);
}

/** The second file failed with this type. */
export function failAs(round: Round, type: ErrorType): void {
  failBridge(round);
  const error = { type, message: 'no' };
  Object.assign(round.told.files[1] ?? {}, { error });
  Object.assign(round.told, { error });
}

/** The server of the second file refused it. */
export function refuseSource(round: Round): void {
  failAs(round, 'SourceNotAllowed');
  Object.assign(round.asked.files[1] ?? {}, { sourceFailures: new Set(['SourceNotAllowed']) });
}

/** The platform refused a call, and the second file failed by it. */
export function refuseBridge(round: Round): void {
  failBridge(round);
  Object.assign(round.told.files[1] ?? {}, { error: { type: 'PlatformRefused', message: REFUSAL } });
  for (const model of round.state.tasks[0]?.models ?? []) model.errorMessage = '';
}
