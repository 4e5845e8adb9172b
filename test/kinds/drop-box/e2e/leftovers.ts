import { expect, test } from 'vitest';
import { dropBoxDelivery } from '../../../workflows/drop-box/delivery.ts';
import { conclude } from '../../../workflows/ingest/conclusion.ts';
import { createState, failFile } from '../../../workflows/ingest/ingest-state.ts';

test('a file that may be in the box is told, also when another one of its content is delivered', () => {
  const files = [{ source: '/m/a.ifc' }, { source: '/m/b.ifc' }];
  const identity = { id: 'i', runId: 'r', startedAt: '2026-01-01T00:00:00Z' };
  const state = createState(dropBoxDelivery, { platform: 'box', box: 'b', files }, identity, undefined);
  const [delivered, failed] = state.files;
  if (delivered === undefined || failed === undefined) throw new Error('the request has two files');
  for (const file of state.files) Object.assign(file, { hash: '0'.repeat(32), upload: { ...file.upload, sent: 1 } });
  Object.assign(delivered, { status: 'converted', stage: 'done' });
  failFile(failed, { type: 'UnexpectedResponse', message: 'it has other bytes' });

  conclude(state);

  expect(state.leftovers).toEqual([{ kind: 'file', name: 'b.ifc' }]);
});
