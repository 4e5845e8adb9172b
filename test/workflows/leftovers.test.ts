import { expect, test } from 'vitest';
import type { IngestRequest } from '../../contracts/request.ts';
import type { IngestResult } from '../../contracts/state.ts';
import type { ChongqingBimRunState } from '../../workflows/chongqing-bim/chongqing-bim-run.ts';
import { chongqingBimDelivery as delivery } from '../../workflows/chongqing-bim/delivery.ts';
import { fractal3dDelivery } from '../../workflows/fractal3d/delivery.ts';
import { conclude, concludeCancelled } from '../../workflows/ingest/conclusion.ts';
import { toResult } from '../../workflows/ingest/ingest-progress.ts';
import { createState, failFile, setHash } from '../../workflows/ingest/ingest-state.ts';

const request: IngestRequest = { platform: 'cq', project: { id: 'p' }, files: [{ source: '/m/house.ifc' }] };
const identity = { id: 'i', runId: 'r', startedAt: '2026-01-01T00:00:00Z' };
const LINE_OF_A = 'file house.ifc: record A (/A)';

/** A run after `previous` whose file is on the platform under this record. */
function runWith(recordId: string, previous?: IngestResult): ChongqingBimRunState {
  const state = createState(delivery, request, identity, previous);
  const [file] = state.files;
  if (file === undefined) throw new Error('the request has a file');
  file.hash = recordId;
  file.record = { id: recordId, path: `/${recordId}` };
  file.upload = { ...file.upload, chunks: 3, sent: 3 };
  return state;
}

/** The same, but the content was there before anything of it was sent. */
function runThatFinds(recordId: string, previous?: IngestResult): ChongqingBimRunState {
  const state = runWith(recordId, previous);
  for (const { upload } of state.files) Object.assign(upload, { sent: 0, instant: true });
  return state;
}

function cancel(state: ChongqingBimRunState): IngestResult {
  concludeCancelled(state);
  return toResult(state);
}

function complete(state: ChongqingBimRunState): IngestResult {
  for (const file of state.files) Object.assign(file, { status: 'registered', stage: 'done' });
  conclude(state);
  return toResult(state);
}

test('the record of a content that was replaced before the retry stays, whatever becomes of the new one', () => {
  const first = cancel(runWith('A'));
  expect(first.leftovers).toEqual([LINE_OF_A]);
  expect(first.resume.leftovers).toEqual([{ kind: 'record', name: 'house.ifc', id: 'A', path: '/A' }]);
  const second = cancel(runWith('B', first));
  expect(second.leftovers).toEqual(['file house.ifc: record B (/B)', LINE_OF_A]);
  const third = complete(runWith('B', second));
  expect(third).toMatchObject({ status: 'completed', leftovers: [LINE_OF_A] });
});

test('a retry that comes no further than hashing knows what stays from the run before', () => {
  const state = createState(delivery, request, identity, cancel(runWith('A')));
  expect(cancel(state).leftovers).toEqual([LINE_OF_A]);
});

test('the record of a content that was there before is of another delivery, in this run and in the next', () => {
  const first = cancel(runThatFinds('A'));
  expect(first.leftovers).toBeUndefined();
  const second = cancel(runWith('B', first));
  expect(second.leftovers).toEqual(['file house.ifc: record B (/B)']);
});

test.each([
  ['nothing of it left', 0, undefined],
  ['some of it had left', 1, ['file house.ifc (perhaps)']],
])('a file in one request whose content was another one, where %s', (_, bytesSent, lines) => {
  const state = createState(fractal3dDelivery, { platform: 'drawings', files: request.files }, identity, undefined);
  for (const file of state.files) {
    Object.assign(file, { stage: 'upload', upload: { ...file.upload, bytesSent } });
    failFile(file, { type: 'SourceChanged', message: 'it has another MD5' });
  }
  conclude(state);
  expect(toResult(state).leftovers).toEqual(lines);
});

test('what an earlier run sent is ours, also where a later one finds it there', () => {
  const first = cancel(runWith('A'));
  const second = createState(delivery, request, identity, first);
  const [file] = second.files;
  if (file === undefined) throw new Error('the request has a file');
  setHash(file, 'A');
  file.record = { id: 'A', path: '/A' };
  expect(cancel(second).leftovers).toEqual([LINE_OF_A]);
});

test('what one file sent is ours where another file finds it after a retry, and is listed once', () => {
  const twoFiles = { ...request, files: [{ source: '/m/house.ifc' }, { source: '/m/copy.ifc' }] };
  const first = createState(delivery, twoFiles, identity, undefined);
  giveRecord(first, 0, 'A', 3);
  const second = createState(delivery, twoFiles, identity, cancel(first));
  giveRecord(second, 0, 'B', 3);
  giveRecord(second, 1, 'A', 0);
  const lines = ['file house.ifc: record B (/B)', 'file copy.ifc: record A (/A)'];
  const result = cancel(second);
  expect(result.leftovers).toEqual(lines);
  const third = createState(delivery, twoFiles, identity, result);
  giveRecord(third, 0, 'B', 3);
  giveRecord(third, 1, 'A', 0);
  expect(cancel(third).leftovers).toEqual(lines);
});

/** One of several files is on the platform under this record, of which so many chunks were sent for it. */
function giveRecord(state: ChongqingBimRunState, position: number, id: string, sent: number): void {
  const file = state.files[position];
  if (file === undefined) throw new Error('the request has this file');
  setHash(file, id);
  file.record = { id, path: `/${id}` };
  file.upload = { ...file.upload, chunks: 3, sent };
}

test('of a file that is not whole only the chunks count that were sent', () => {
  const state = createState(delivery, request, identity, undefined);
  const [file] = state.files;
  if (file === undefined) throw new Error('the request has a file');
  Object.assign(file, { hash: 'A', stage: 'upload' });
  file.upload = { ...file.upload, chunks: 12, sent: 2, skipped: 7 };
  expect(cancel(state).leftovers).toEqual(['file house.ifc: 2 of 12 chunks']);
  const others = createState(delivery, request, identity, undefined);
  const [found] = others.files;
  if (found === undefined) throw new Error('the request has a file');
  Object.assign(found, { hash: 'A', stage: 'merge', upload: { ...found.upload, chunks: 12, skipped: 12 } });
  expect(cancel(others).leftovers).toBeUndefined();
});

test('a project that was given is none that stays, and one that "exists already" stays perhaps', () => {
  const given = createState(delivery, request, identity, undefined);
  given.own.project.create = 'attempted';
  expect(cancel(given).leftovers).toBeUndefined();
  const made = createState(delivery, { ...request, project: { name: 'P' } }, identity, undefined);
  made.own.project.create = 'done';
  expect(cancel(made).leftovers).toEqual([`project ${made.own.project.id}`]);
  made.own.project.assumed = '项目编号已存在';
  expect(cancel(made).leftovers).toEqual([`project ${made.own.project.id} (perhaps)`]);
});

test('task and group of a batch of which one part is registered are in use', () => {
  const state = runWith('A');
  state.own.batches.push({
    modelGroupId: 'g',
    taskId: 't',
    files: [0],
    converted: [0],
    group: 'done',
    records: 'none',
    parts: [
      { files: [1], records: 'done' },
      { files: [0], records: 'none' },
    ],
  });
  expect(cancel(state).leftovers).toEqual([LINE_OF_A]);
});

test('a record that the retry delivers is none that stays', () => {
  const result = complete(runWith('A', cancel(runWith('A'))));
  expect(result.leftovers).toBeUndefined();
  expect(result.resume).not.toHaveProperty('strayRecords');
});

test('a record that another file of the same content is registered with does not stay behind', () => {
  const duplicates = { ...request, files: [{ source: '/m/left.ifc' }, { source: '/m/right.ifc' }] };
  const state = createState(delivery, duplicates, identity, undefined);
  giveRecord(state, 0, 'A', 3);
  giveRecord(state, 1, 'A', 0);
  const [left, right] = state.files;
  Object.assign(left ?? {}, { status: 'failed', stage: 'convert', error: { type: 'ConversionFailed', message: 'x' } });
  Object.assign(right ?? {}, { status: 'registered', stage: 'done' });
  conclude(state);
  expect(toResult(state)).toMatchObject({ status: 'partial' });
  expect(toResult(state).leftovers).toBeUndefined();
});

test('of chunks that were sent again after the platform lost them it is not known how many are there', () => {
  const state = createState(delivery, request, identity, undefined);
  const [file] = state.files;
  Object.assign(file?.upload ?? {}, { chunks: 4, sent: 7 });
  expect(cancel(state).leftovers).toEqual(['file house.ifc: some chunks (perhaps)']);
});
