import { describe, expect, it } from 'vitest';
import type { FileProgress, IngestProgress } from '../../client/index.ts';
import type { AskedIngestion, Evidence } from './judged.ts';
import { judge } from './oracle.ts';
import type { PlatformState } from './platform-state.ts';

const MD5 = { tower: 'a'.repeat(32), bridge: 'b'.repeat(32) };
const SIZE = 100_000;

function reportOf(name: 'tower' | 'bridge', more: Partial<FileProgress> = {}): FileProgress {
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
function soundRound() {
  const asked: AskedIngestion = {
    id: 't-1',
    projectCode: 'T-1',
    onModelError: 'continue',
    files: (['tower', 'bridge'] as const).map((name) => ({
      name: `${name}.rvt`,
      versions: [{ md5: MD5[name], size: SIZE }],
      isDisturbed: false,
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
    tasks: [{ modelGroupId: 'G1', taskId: 'task-1' }],
    files: [reportOf('tower'), reportOf('bridge')],
    startedAt: '2026-01-01T00:00:00Z',
    closedAt: '2026-01-01T00:01:00Z',
  };
  const state: PlatformState = {
    projects: [{ id: 'p1', code: 'T-1' }],
    groups: [{ id: 'g1', projectId: 'p1' }],
    models: (['tower', 'bridge'] as const).map((name) => ({
      name: `${name}.rvt`,
      hash: MD5[name],
      size: SIZE,
      projectId: 'p1',
      modelGroupId: 'g1',
    })),
    files: (['tower', 'bridge'] as const).map((name) => ({
      id: `file-${name}`,
      name: `${name}.rvt`,
      path: `user/${name}`,
      hash: MD5[name],
      size: SIZE,
      md5: MD5[name],
    })),
    uploads: [],
    tasks: [
      {
        taskId: 'task-1',
        modelGroupId: 'g1',
        outcome: 'succeed',
        models: (['tower', 'bridge'] as const).map((name) => ({
          name: `${name}.rvt`,
          hash: MD5[name],
          errorMessage: '',
        })),
      },
    ],
  };
  return { asked, told, state, acceptedChunks: { [MD5.tower]: 2, [MD5.bridge]: 2 } };
}

type Round = ReturnType<typeof soundRound>;

function judgeRound(change: (round: Round) => void): string[] {
  const round = soundRound();
  change(round);
  const evidence: Evidence = {
    asked: [round.asked],
    told: new Map([[round.told.id, round.told]]),
    state: round.state,
    acceptedChunks: round.acceptedChunks,
  };
  return judge(evidence);
}

/** The second file failed in its conversion, and nothing of it is registered. */
function failBridge({ told, state }: Round): void {
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

function cancel(round: Round): void {
  const error = { type: 'Cancelled', message: 'the ingestion was cancelled' } as const;
  Object.assign(round.told, { status: 'cancelled', error });
  round.told.files = [reportOf('tower', { status: 'failed', error }), reportOf('bridge', { status: 'failed', error })];
  round.told.leftovers = ['file-tower', 'file-bridge', 'group g1', 'project p1'];
  round.state.models = [];
}

describe('the oracle is content with', () => {
  it('everything registered once', () => {
    expect(judgeRound(() => {})).toEqual([]);
  });

  it('a model that failed because its conversion did', () => {
    expect(judgeRound(failBridge)).toEqual([]);
  });

  it('a cancelled ingestion that says what it leaves behind', () => {
    expect(
      judgeRound((round) => {
        cancel(round);
        round.asked.isCancelTried = true;
      }),
    ).toEqual([]);
  });

  it('a source that changed before it was read', () => {
    expect(
      judgeRound(({ asked }) => {
        asked.files[0]?.versions.unshift({ md5: 'f'.repeat(32), size: 5 });
      }),
    ).toEqual([]);
  });
});

describe('the oracle complains of', () => {
  const cases: [complaint: string, change: (round: Round) => void][] = [
    ['nothing is reported', ({ told }) => Object.assign(told, { id: 'another' })],
    ['has not ended', ({ told }) => delete told.closedAt],
    ['is partial with 2 of 2 files', ({ told }) => Object.assign(told, { status: 'partial', error: someError() })],
    ['is completed with 1 of 2 files', (round) => change(failBridge, round, () => (round.told.status = 'completed'))],
    ['is cancelled with 0 of 2 files', cancel],
    ['without type and message of an error', (round) => change(failBridge, round, () => delete round.told.error)],
    ['bridge.rvt is not in the report', ({ told }) => told.files.pop()],
    ['ended as converted', ({ told }) => Object.assign(told.files[0] ?? {}, { status: 'converted' })],
    ['which its source never had', ({ asked }) => asked.files[0]?.versions.splice(0)],
    ['is registered and has the error', ({ told }) => Object.assign(told.files[0] ?? {}, { error: someError() })],
    ['is reported registered and has 0 records', ({ state }) => state.models.pop()],
    ['is reported registered and has 2 records', ({ state }) => repeat(state.models)],
    ['has a record of another content', ({ state }) => Object.assign(state.models[0] ?? {}, { hash: MD5.bridge })],
    ['has its record in project', ({ told }) => Object.assign(told, { projectId: 'p2' })],
    ['has its record in group', ({ told }) => Object.assign(told, { tasks: [] })],
    ['is registered without a file', ({ state }) => state.files.pop()],
    ['is reported with another file', ({ told }) => Object.assign(told.files[0] ?? {}, { fileId: 'file-9' })],
    ['has impossible counts', ({ told }) => Object.assign(told.files[0]?.upload ?? {}, { bytesSent: 10 * SIZE })],
    ['is whole with counts that are not', ({ told }) => countAs(told, { sent: 1, bytesSent: 5 })],
    ['3 chunks are reported sent, the platform took 2', ({ told }) => countAs(told, { sent: 3 })],
    ['failed without type and message', (round) => change(failBridge, round, () => delete round.told.files[1]?.error)],
    [
      'is reported failed',
      (round) => change(failBridge, round, () => repeat(round.state.models, { name: 'bridge.rvt' })),
    ],
    ['failed without a cause: ConversionFailed', (round) => change(failBridge, round, () => round.state.tasks.pop())],
    ['failed without a cause: AlreadyExists', (round) => failAs(round, 'AlreadyExists')],
    ['failed without a cause: SourceChanged', (round) => failAs(round, 'SourceChanged')],
    ['failed without a cause: Cancelled', (round) => failAs(round, 'Cancelled')],
    ['failed without a cause', (round) => change(failBridge, round, () => (round.asked.isRetried = true))],
    ['record of stranger.rvt, which nobody asked for', ({ state }) => repeat(state.models, { name: 'stranger.rvt' })],
    ['2 projects with code T-1', ({ state }) => repeat(state.projects, { id: 'p2' })],
    ['project X, which nobody asked for', ({ state }) => repeat(state.projects, { code: 'X' })],
    ['project T-1 (p2) holds no model', ({ state }) => repeat(state.projects, { id: 'p2' })],
    ['group g2 holds no model', ({ state }) => repeat(state.groups, { id: 'g2' })],
    ['has MD5', ({ state }) => Object.assign(state.files[0] ?? {}, { md5: 'c'.repeat(32) })],
    ['is no content that was asked for', ({ state }) => Object.assign(state.files[0] ?? {}, { size: 1 })],
    ['has no record, and no report says so', (round) => change(failBridge, round, () => delete round.told.leftovers)],
    ['are left behind, and no report says so', ({ state }) => state.uploads.push({ hash: MD5.tower })],
  ];

  it.each(cases)('%s', (complaint, change) => {
    expect(judgeRound(change).join('\n')).toContain(complaint);
  });
});

function change(first: (round: Round) => void, round: Round, then: () => unknown): void {
  first(round);
  then();
}

function someError() {
  return { type: 'Internal', message: 'something' } as const;
}

function repeat<Entry extends object>(entries: Entry[], more: Partial<Entry> = {}): void {
  const [first] = entries;
  if (first !== undefined) entries.push({ ...first, ...more });
}

function countAs(told: IngestProgress, counts: Partial<FileProgress['upload']>): void {
  Object.assign(told.files[0]?.upload ?? {}, counts);
}

function failAs(round: Round, type: 'AlreadyExists' | 'SourceChanged' | 'Cancelled'): void {
  failBridge(round);
  const error = { type, message: 'no' };
  Object.assign(round.told.files[1] ?? {}, { error });
  Object.assign(round.told, { error });
}
