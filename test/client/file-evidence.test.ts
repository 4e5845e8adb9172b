import { expect, test } from 'vitest';
import { withDelivered } from '../../client/history/evidence.ts';
import { applyStep, type FileEvidence } from '../../client/history/file-evidence.ts';
import type { StepRecord } from '../../client/history/step-records.ts';
import type { FileProgress, IngestProgress } from '../../contracts/progress.ts';
import type { StepInfo } from '../../contracts/step-info.ts';

/** A step that sent a file and learned its MD5 on the way. */
function sent(hash: string): StepRecord {
  const file = { index: 0, size: 7, stamp: '1000000000:1' };
  const record = { id: `id of ${hash}`, path: `path of ${hash}` };
  return {
    step: 'transferChunks',
    attempts: 1,
    outcome: 'done',
    scheduledAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T00:00:01Z',
    input: { files: [file] },
    result: { files: [{ index: 0, state: 'complete', hash, record }] },
  };
}

test('a step that answers MD5 and record at once tells of both, also of a content that took the place of another', () => {
  const file: FileEvidence = { name: 'a.ifc', md5: '', stages: new Map() };
  for (const hash of ['a', 'b']) {
    applyStep([file], 0, sent(hash));
    const record = { id: `id of ${hash}`, path: `path of ${hash}` };
    expect(file).toMatchObject({ md5: hash, record, read: { size: 7, chunkSizeBytes: 7 } });
  }
});

/** A step that has ended, of any kind of platform, about the first file. */
function ended(more: Pick<StepRecord, 'input' | 'result'>): StepRecord {
  return { ...sent('a'), step: 'ofAnotherKind', ...more };
}

const SENDS: StepInfo = { policy: 'transfer', stage: 'upload', after: 'done' };
const REGISTERS: StepInfo = { policy: 'call', stage: 'register', tells: 'registration' };
const DELIVERED_AT = '2026-01-01T00:00:01Z';

test.each(['ok', 'complete'])(
  'a step behind which nothing is left has delivered the files that it calls %s',
  (state) => {
    const file: FileEvidence = { name: 'a.ifc', md5: '', stages: new Map() };
    const answer = { files: [{ index: 0, state, hash: 'a' }] };
    applyStep([file], 0, ended({ input: { files: [{ index: 0 }] }, result: answer }), SENDS);
    expect(file.deliveredAt).toBe(DELIVERED_AT);
  },
);

test('a content that takes the place of another is not delivered by what was told of the other', () => {
  const file: FileEvidence = { name: 'a.ifc', md5: 'a', deliveredAt: DELIVERED_AT, stages: new Map() };
  const answer = { files: [{ index: 0, state: 'ok', hash: 'b' }] };
  applyStep([file], 0, ended({ input: { files: [{ index: 0 }] }, result: answer }), { ...SENDS, after: 'register' });
  expect(file).not.toHaveProperty('deliveredAt');
});

test('a registration is told of by a step that has no project, group or task', () => {
  const file: FileEvidence = { name: 'a.ifc', md5: 'a', stages: new Map() };
  applyStep([file], 0, ended({ input: { files: [{ index: 0 }] }, result: {} }), REGISTERS);
  expect(file.deliveredAt).toBe(DELIVERED_AT);
});

test('what was delivered before its run was terminated counts, whether it was registered or delivered by being sent', () => {
  const failed: FileProgress = {
    source: '/m/a.ifc',
    name: 'a.ifc',
    size: 7,
    hash: 'a',
    status: 'failed',
    stage: 'upload',
    percent: 40,
    upload: { chunks: 1, sent: 1, skipped: 0, bytesSkipped: 0, bytesSent: 7, instant: false },
    error: { type: 'Cancelled', message: 'the run was terminated' },
  };
  const progress: IngestProgress = {
    id: 'i',
    runId: 'r',
    platform: 'cq',
    kind: 'chongqing-bim',
    status: 'failed',
    stage: 'upload',
    percent: 40,
    files: [failed, failed],
    startedAt: '2026-01-01T00:00:00Z',
  };
  const known: FileEvidence = { name: 'a.ifc', md5: 'a', stages: new Map() };
  const [delivered, other] = withDelivered({ progress, files: [{ ...known, deliveredAt: DELIVERED_AT }, known] });
  const { error: _error, ...rest } = failed;
  expect(delivered).toEqual({ ...rest, status: 'registered', stage: 'done', percent: 100 });
  expect(other).toEqual(failed);
});

test('what else the platform answered about a content is known until another takes its place', () => {
  const file: FileEvidence = { name: 'a.ifc', md5: '', stages: new Map() };
  const told = (hash: string, more: object) =>
    ended({ input: { files: [{ index: 0 }] }, result: { files: [{ index: 0, state: 'ok', hash, ...more }] } });
  applyStep([file], 0, told('a', { remote: { resId: '4711' } }), SENDS);
  expect(file).toMatchObject({ remote: { resId: '4711' } });
  applyStep([file], 0, told('b', {}), SENDS);
  expect(file).not.toHaveProperty('remote');
});

test('a step that names its files by ranges beside its models is about those models', () => {
  const files: FileEvidence[] = ['a', 'b'].map((md5) => ({ name: `${md5}.ifc`, md5, stages: new Map() }));
  const step = ended({ input: { files: [[1, 1]], models: [{ name: 'b.ifc', hash: 'b' }] }, result: {} });
  expect(applyStep(files, 0, step, { policy: 'wait', stage: 'convert' })).toEqual([1]);
  expect(files.map(({ stages }) => [...stages.keys()])).toEqual([[], ['convert']]);
});
