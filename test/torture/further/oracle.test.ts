import { expect, it } from 'vitest';
import type { ErrorType, FileProgress, IngestProgress } from '../../../client/index.ts';
import type { FaultKind } from '../../../lib/simulation/faults.ts';
import { REFUSAL } from '../plan.ts';
import { longyanDisk } from './longyan-disk.ts';
import { type FurtherEvidence, judgeFurther } from './oracle.ts';

const MD5 = 'a'.repeat(32);

/** A round of one ingestion with one file, of which everything went well. */
function soundRound() {
  const file: FileProgress = {
    source: '/models/pump.step',
    name: 'pump.step',
    size: 100,
    hash: MD5,
    status: 'converted',
    stage: 'done',
    percent: 100,
    upload: { chunks: 1, sent: 1, skipped: 0, bytesSent: 100, bytesSkipped: 0, instant: false },
    fileId: 'file-1',
  };
  const told: IngestProgress = {
    id: 't-1',
    runId: 'run-1',
    platform: 'drawings',
    kind: 'fractal3d',
    status: 'completed',
    stage: 'done',
    percent: 100,
    files: [file],
    startedAt: '2026-01-01T00:00:00Z',
    closedAt: '2026-01-01T00:01:00Z',
  };
  const asked = {
    id: 't-1',
    files: [
      {
        name: 'pump.step',
        tags: [],
        versions: [{ md5: MD5, size: 100 }],
        isDisturbed: false,
        sourceFailures: new Set<ErrorType>(),
      },
    ],
    isCancelTried: false,
    isRetried: false,
  };
  const evidence: FurtherEvidence = {
    asked,
    told,
    listed: 'completed',
    delivered: [{ name: 'pump.step', md5: MD5 }],
    hasRefusals: false,
    fallen: new Set(),
    earlier: [],
    spoilt: new Set<string>(),
  };
  return { file, told, asked, evidence };
}

type Round = ReturnType<typeof soundRound>;

function fail({ file, told, evidence }: Round, type: ErrorType, message = 'no'): void {
  Object.assign(file, { status: 'failed', stage: 'upload', error: { type, message } });
  Object.assign(told, { status: 'failed', error: { type, message } });
  Object.assign(evidence, { listed: 'failed' });
}

function judged(change: (round: Round) => void): string[] {
  const round = soundRound();
  change(round);
  return judgeFurther(round.evidence);
}

it('finds nothing wrong with a sound round', () => expect(judged(() => undefined)).toEqual([]));

it.each<[string, (round: Round) => void]>([
  ['has not ended', ({ told }) => delete told.closedAt],
  ['is listed otherwise', ({ evidence }) => Object.assign(evidence, { listed: 'running' })],
  ['lacks a file', ({ told }) => told.files.pop()],
  ['has a content that was never there', ({ file }) => Object.assign(file, { hash: 'b'.repeat(32) })],
  ['is not on the platform', ({ evidence }) => Object.assign(evidence, { delivered: [] })],
  ['was sent in part', ({ file }) => Object.assign(file.upload, { bytesSent: 99 })],
  ['fails without a cause', (round) => fail(round, 'Internal')],
  ['is refused, and nobody refused', (round) => fail(round, 'PlatformRefused', REFUSAL)],
  ['is cancelled by nobody', (round) => fail(round, 'Cancelled')],
  ['is completed with an error', ({ file }) => Object.assign(file, { error: { type: 'Internal', message: 'no' } })],
  ['leaves something behind', ({ told }) => Object.assign(told, { leftovers: ['file pump.step (perhaps)'] })],
  ['leaves what it delivered', ({ told }) => Object.assign(told, { leftovers: ['file pump.step: record file-1 (x)'] })],
])('finds that one %s', (_what, change) => expect(judged(change)).not.toEqual([]));

it.each<[string, (round: Round) => void]>([
  [
    'a refusal',
    (round) => {
      fail(round, 'PlatformRefused', REFUSAL);
      Object.assign(round.evidence, { hasRefusals: true });
    },
  ],
  [
    'a conversion that was told to fail',
    (round) => {
      fail(round, 'ConversionFailed');
      Object.assign(round.evidence, { spoilt: new Set(['pump.step']) });
    },
  ],
  [
    'a server of sources',
    (round) => {
      fail(round, 'SourceNotAllowed');
      round.asked.files[0]?.sourceFailures.add('SourceNotAllowed');
    },
  ],
  [
    'a record of an earlier run',
    ({ told }) => Object.assign(told, { leftovers: ['file pump.step: record file-0 (pump.step)'] }),
  ],
])('takes %s for an explanation', (_what, change) => expect(judged(change)).toEqual([]));

it('takes a resource that may be there for an explanation, while something disturbs', () => {
  const may = {
    type: 'UnexpectedResponse',
    message: 'a resource "a" may exist: look on the platform, then retry',
  } as const;
  const circumstances = { isRetried: false, fallen: new Set<FaultKind>(), earlier: [] };
  expect(longyanDisk.explains?.(may, circumstances)).toBe(true);
  expect(longyanDisk.explains?.(may, { ...circumstances, isRetried: true })).toBe(false);
  expect(longyanDisk.explains?.({ ...may, message: 'no JSON' }, circumstances)).toBe(false);
  const { told } = soundRound();
  const exists = { type: 'AlreadyExists', message: '文件夹已存在' } as const;
  expect(longyanDisk.explains?.(exists, { ...circumstances, earlier: [told] })).toBe(false);
  const doubtful = { ...told, leftovers: ['folder a (perhaps)'] };
  expect(longyanDisk.explains?.(exists, { ...circumstances, earlier: [doubtful] })).toBe(true);
});
