import { expect, test } from 'vitest';
import { mergeHeartbeats } from '../../client/snapshot/live-progress.ts';
import type { PendingActivity } from '../../client/snapshot/pending-activity.ts';
import type { ConversionHeartbeat } from '../../contracts/activities.ts';
import type { IngestProgress } from '../../contracts/progress.ts';
import { ingestState } from '../cli/progress-states.ts';

const ALL_SENT = { chunks: 1, sent: 1, skipped: 0, bytesSkipped: 0, bytesSent: 100, instant: false };

function percentsAt(...heartbeats: ConversionHeartbeat[]): number[] {
  const file = { source: '/m/a.ifc', name: 'a.ifc', size: 100, hash: '', percent: 64, upload: ALL_SENT };
  const files = [0, 1, 2].map(() => ({ ...file, status: 'converting' as const, stage: 'convert' as const }));
  const state: IngestProgress = ingestState(files, { kind: 'chongqing-bim', stage: 'convert', percent: 64 });
  // as: only the heartbeats are read
  const activities = heartbeats.map((heartbeat) => ({ heartbeat }) as PendingActivity);
  return mergeHeartbeats(state, activities).files.map(({ percent }) => percent);
}

test('each conversion task moves its own files, and one that ends takes nothing from the others', () => {
  const slow: ConversionHeartbeat = { step: 'convert', percent: 10, files: [[0, 1]] };
  expect(percentsAt(slow, { step: 'convert', percent: 90, files: [[2, 2]] })).toEqual([67, 67, 91]);
  expect(percentsAt(slow)).toEqual([67, 67, 64]);
});

test('of workers of an earlier version, whose heartbeats name no files, the mean stands for each', () => {
  expect(percentsAt({ step: 'convert', percent: 90 }, { step: 'convert', percent: 10 })).toEqual([79, 79, 79]);
});
