import { expect, test } from 'vitest';
import type { IngestRequest } from '../../contracts/request.ts';
import type { IngestResult } from '../../contracts/state.ts';
import { conclude, concludeCancelled } from '../../workflows/conclusion.ts';
import { toResult } from '../../workflows/ingest-progress.ts';
import { createState, type IngestState } from '../../workflows/ingest-state.ts';

const request: IngestRequest = { platform: 'cq', project: { id: 'p' }, files: [{ source: '/m/house.ifc' }] };
const identity = { id: 'i', runId: 'r', startedAt: '2026-01-01T00:00:00Z' };
const LINE_OF_A = 'file house.ifc: record A (/A)';

/** A run after `previous` whose file is on the platform under this record. */
function runWith(recordId: string, previous?: IngestResult): IngestState {
  const state = createState(request, identity, previous);
  const [file] = state.files;
  if (file === undefined) throw new Error('the request has a file');
  file.hash = recordId;
  file.record = { id: recordId, path: `/${recordId}`, createdUserId: 'u' };
  return state;
}

function cancel(state: IngestState): IngestResult {
  concludeCancelled(state);
  return toResult(state);
}

function complete(state: IngestState): IngestResult {
  for (const file of state.files) Object.assign(file, { status: 'registered', stage: 'done' });
  conclude(state);
  return toResult(state);
}

test('the record of a content that was replaced before the retry stays, whatever becomes of the new one', () => {
  const first = cancel(runWith('A'));
  expect(first.leftovers).toEqual([LINE_OF_A]);
  const second = cancel(runWith('B', first));
  expect(second.leftovers).toEqual(['file house.ifc: record B (/B)', LINE_OF_A]);
  const third = complete(runWith('B', second));
  expect(third).toMatchObject({ status: 'completed', leftovers: [LINE_OF_A] });
});

test('a retry that comes no further than hashing knows what stays from the run before', () => {
  const state = createState(request, identity, cancel(runWith('A')));
  expect(cancel(state).leftovers).toEqual([LINE_OF_A]);
});

test('a record that the retry delivers is none that stays', () => {
  const result = complete(runWith('A', cancel(runWith('A'))));
  expect(result.leftovers).toBeUndefined();
  expect(result.resume).not.toHaveProperty('strayRecords');
});

test('a record that another file of the same content is registered with does not stay behind', () => {
  const twins = { ...request, files: [{ source: '/m/left.ifc' }, { source: '/m/right.ifc' }] };
  const state = createState(twins, identity, undefined);
  for (const file of state.files)
    Object.assign(file, { hash: 'A', record: { id: 'A', path: '/A', createdUserId: 'u' } });
  const [left, right] = state.files;
  Object.assign(left ?? {}, { status: 'failed', stage: 'convert', error: { type: 'ConversionFailed', message: 'x' } });
  Object.assign(right ?? {}, { status: 'registered', stage: 'done' });
  conclude(state);
  expect(toResult(state)).toMatchObject({ status: 'partial' });
  expect(toResult(state).leftovers).toBeUndefined();
});

test('chunks that were sent again after the platform lost them are no more than the file has', () => {
  const state = createState(request, identity, undefined);
  const [file] = state.files;
  Object.assign(file?.upload ?? {}, { chunks: 4, sent: 7 });
  expect(cancel(state).leftovers).toEqual(['file house.ifc: 4 of 4 chunks']);
});
