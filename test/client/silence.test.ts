import { expect, test } from 'vitest';
import { mergeHeartbeats } from '../../client/snapshot/live-progress.ts';
import type { PendingActivity } from '../../client/snapshot/pending-activity.ts';
import { silentSince } from '../../client/snapshot/silence.ts';
import { fileState, ingestState } from '../cli/progress-states.ts';

/** A step that a worker is at. */
function step(parts: Partial<PendingActivity>): PendingActivity {
  return { state: 'started', ...parts } as PendingActivity; // as: only these are read
}

const SENDING = { step: 'transfer', files: {} } as const;
const [FIRST, LATER] = ['2026-11-22T12:00:00.000Z', '2026-11-22T12:00:09.000Z'];

test.each([
  ['one silent step', [step({ silentSince: FIRST })], FIRST],
  [
    'two silent steps, by the one that was answered last',
    [step({ silentSince: LATER }), step({ silentSince: FIRST })],
    LATER,
  ],
  ['a silent step beside one that makes no calls', [step({ silentSince: FIRST }), step({})], FIRST],
  ['nothing silent', [step({}), step({ heartbeat: SENDING })], undefined],
  ['a silent step beside one that sends', [step({ silentSince: FIRST }), step({ heartbeat: SENDING })], undefined],
  ['a step that is not under way', [step({ state: 'waiting', silentSince: FIRST })], undefined],
])('of %s the silence is told', (_, activities, expected) => {
  expect(silentSince(activities)).toBe(expected);
});

test('bytes under way move the percentage, and count as sent only when they are accepted', () => {
  const state = ingestState([fileState('a.ifc', { status: 'uploading' })], { kind: 'chongqing-bim' });
  const count = { skipped: 0, bytesSkipped: 0, sent: 1, bytesSent: 1024 ** 2 };
  const at = (underWay?: number) => {
    const heartbeat = {
      step: 'transfer',
      files: { 0: count },
      ...(underWay === undefined ? {} : { underWay: { 0: underWay } }),
    } as const;
    const [file] = mergeHeartbeats(state, [step({ heartbeat })]).files;
    return { percent: file?.percent ?? 0, sent: file?.upload.bytesSent, underWay: file?.upload.bytesUnderWay };
  };
  expect(at()).toMatchObject({ sent: 1024 ** 2, underWay: undefined });
  expect(at(1024 ** 2)).toMatchObject({ sent: 1024 ** 2, underWay: 1024 ** 2 });
  expect(at(1024 ** 2).percent).toBeGreaterThan(at().percent);
});
