import { describe, expect, it } from 'vitest';
import { PROJECT_FACTS } from './judged.ts';
import { HALF_CHARACTER } from './plan.ts';
import {
  cancel,
  change,
  countAs,
  failAs,
  failBridge,
  judgeRound,
  leave,
  MD5,
  type Round,
  refuseBridge,
  refuseSource,
  repeat,
  SIZE,
  skipOne,
  someError,
} from './sound-round.ts';

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

  it('a code that belongs to somebody else', () => {
    expect(
      judgeRound((round) => {
        failAs(round, 'AlreadyExists');
        round.asked.project.isTaken = true;
      }),
    ).toEqual([]);
  });

  it('a project that was there before and that holds nothing', () => {
    expect(
      judgeRound((round) => {
        cancel(round);
        round.asked.isCancelTried = true;
        round.asked.project = { id: 'p1', code: 'T-1', isTaken: false };
        round.told.leftovers?.pop();
        round.state.projects = [{ id: 'p1', code: 'T-1', name: 'T-1', ...PROJECT_FACTS }];
      }),
    ).toEqual([]);
  });

  it('chunks that were lost after they were counted', () => {
    expect(
      judgeRound((round) => {
        cancel(round);
        round.asked.isCancelTried = true;
        round.told.leftovers?.splice(0, 1, 'file tower.rvt: 2 of 2 chunks');
        round.state.files.shift();
        round.hasLosses = true;
      }),
    ).toEqual([]);
  });

  it('chunks of a content that the source had before it went away', () => {
    expect(
      judgeRound((round) => {
        failBridge(round);
        const gone = { hash: '', size: 0, fileId: '', error: { type: 'SourceNotFound', message: 'gone' } } as const;
        Object.assign(round.told.files[1] ?? {}, gone);
        Object.assign(round.told, { leftovers: ['file bridge.rvt: 1 of 2 chunks'] });
        Object.assign(round.asked.files[1] ?? {}, { isDisturbed: true });
        round.state.files.pop();
        round.state.uploads.push({ hash: MD5.bridge, received: [2] });
      }),
    ).toEqual([]);
  });

  it('bytes of a chunk that was lost and sent again', () => {
    expect(
      judgeRound((round) => {
        countAs(round.told, { bytesSent: 2 * 65_536 });
        round.hasLosses = true;
      }),
    ).toEqual([]);
  });

  it('what stayed behind of an earlier run, which said so', () => {
    expect(
      judgeRound(({ asked, told, state, earlier }) => {
        const old = { id: 'file-old', path: 'user/old', hash: 'c'.repeat(32), md5: 'c'.repeat(32) };
        asked.files[0]?.versions.unshift({ md5: old.hash, size: SIZE });
        repeat(state.files, old);
        earlier.push({ ...told, leftovers: ['file tower.rvt: record file-old (user/old)'] });
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
    ['is completed and listed as running', ({ listed }) => listed.set('t-1', 'running')],
    ['is completed and listed as nothing', ({ listed }) => listed.clear()],
    ['is completed at 99 % of done', ({ told }) => Object.assign(told, { percent: 99 })],
    [
      'is registered at 97 % of register',
      ({ told }) => Object.assign(told.files[0] ?? {}, { percent: 97, stage: 'register' }),
    ],
    ['is completed and leaves behind: project p1', ({ told }) => Object.assign(told, { leftovers: ['project p1'] })],
    [
      '(x)" holds models',
      ({ told }) => Object.assign(told, { leftovers: [`file tower: record ${told.files[0]?.fileId} (x)`] }),
    ],
    [
      'reports project p9, not the given one',
      ({ asked, told }) => {
        asked.project = { id: 'p1', code: 'T-1', isTaken: false };
        told.projectId = 'p9';
      },
    ],
    ['reports project p9, which the platform does not have', ({ told }) => Object.assign(told, { projectId: 'p9' })],
    ['reports two first tasks', ({ told }) => Object.assign(told, { taskId: 'task-9' })],
    [
      'reports task task-9, which the platform does not have',
      ({ told }) => Object.assign(told.tasks?.[0] ?? {}, { taskId: 'task-9' }),
    ],
    ['made group other, and was to make t-1', ({ state }) => Object.assign(state.groups[0] ?? {}, { name: 'other' })],
    ['made its group in project p9', ({ state }) => Object.assign(state.groups[0] ?? {}, { projectId: 'p9' })],
    ['has its record of task task-9', ({ state }) => Object.assign(state.models[0] ?? {}, { taskId: 'task-9' })],
    ['has a record of another file', ({ state }) => Object.assign(state.models[0] ?? {}, { path: 'user/bridge' })],
    ['has a record of another file', ({ state }) => Object.assign(state.models[0] ?? {}, { ssoCreatorUserId: 'x' })],
    ['has a record of bridge.rvt', ({ state }) => Object.assign(state.models[0] ?? {}, { fileName: 'bridge.rvt' })],
    ['is not as it was asked for', ({ state }) => Object.assign(state.projects[0] ?? {}, { areaCode: '1' })],
    ['is not as it was asked for', ({ state }) => Object.assign(state.projects[0] ?? {}, { name: 'another' })],
    ['has a name that nobody gave it', ({ state }) => Object.assign(state.files[0] ?? {}, { name: 'blob' })],
    ['has other tags ()', ({ state }) => Object.assign(state.files[0] ?? {}, { tags: null })],
    ['has bytes that are not its size', ({ told }) => countAs(told, { bytesSent: SIZE - 1 })],
    ['has impossible counts', ({ told }) => countAs(told, { bytesSkipped: 10 })],
    ['has counts that are not exact', (round) => change(skipOne, round, () => (round.isUndisturbed = true))],
    [
      'is a file that the platform does not have',
      (round) => leave(round, 'file bridge.rvt: record file-9 (user/bridge)'),
    ],
    ['is a task that the platform does not have', (round) => leave(round, 'conversion task task-9')],
    ['names more chunks than there are', (round) => leave(round, 'file bridge.rvt: 3 of 2 chunks')],
    ['leftover "model group g9" is not there', (round) => leave(round, 'model group g9')],
    ['leftover "model group g1" holds models', (round) => leave(round, 'model group g1')],
    ['leftover "project p9" is not there', (round) => leave(round, 'project p9')],
    ['leftover "project p1 (perhaps)" holds models', (round) => leave(round, 'project p1 (perhaps)')],
    [
      'and the platform has 0',
      (round) =>
        change(
          () => round.state.files.pop(),
          round,
          () => leave(round, 'file bridge.rvt: 1 of 2 chunks'),
        ),
    ],
    ['is of a kind that is not known', (round) => leave(round, 'something')],
    [
      'names a leftover twice',
      (round) =>
        change(
          () => leave(round, 'project p9'),
          round,
          () => round.told.leftovers?.push('project p9'),
        ),
    ],
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
    ['failed without a cause: SourceNotAllowed', (round) => failAs(round, 'SourceNotAllowed')],
    [
      'failed without a cause: SourceNotAllowed',
      (round) =>
        change(
          () => refuseSource(round),
          round,
          () => Object.assign(round.asked, { isRetried: true }),
        ),
    ],
    ['failed without a cause: PlatformRefused', refuseBridge],
    [
      'failed without a cause: PlatformRefused',
      (round) => change(refuseBridge, round, () => round.unfit.push('tower.rvt')),
    ],
    [
      'failed without a cause: PlatformRefused',
      (round) => change(refuseBridge, round, () => Object.assign(round.asked, { isRetried: true })),
    ],
    ['tower.rvt was converted 2 times, and 1 are explained', ({ state }) => repeat(state.tasks, { taskId: 'task-2' })],
    ['reports half a character', ({ told }) => Object.assign(told, { groupName: `a ${HALF_CHARACTER}` })],
    ['failed without a cause', (round) => change(failBridge, round, () => (round.asked.isRetried = true))],
    ['record of stranger.rvt, which nobody asked for', ({ state }) => repeat(state.models, { name: 'stranger.rvt' })],
    ['2 projects with code T-1', ({ state }) => repeat(state.projects, { id: 'p2' })],
    ['project X, which nobody asked for', ({ state }) => repeat(state.projects, { code: 'X' })],
    ['project T-1 (p2) holds no model', ({ state }) => repeat(state.projects, { id: 'p2' })],
    ['group g2 holds no model', ({ state }) => repeat(state.groups, { id: 'g2' })],
    ['has MD5', ({ state }) => Object.assign(state.files[0] ?? {}, { md5: 'c'.repeat(32) })],
    ['is no content that was asked for', ({ state }) => Object.assign(state.files[0] ?? {}, { size: 1 })],
    ['has no record, and no report says so', (round) => change(failBridge, round, () => delete round.told.leftovers)],
    ['are left behind, and no report says so', ({ state }) => state.uploads.push({ hash: MD5.tower, received: [1] })],
  ];

  it.each(cases)('%s', (complaint, change) => {
    expect(judgeRound(change).join('\n')).toContain(complaint);
  });
});
