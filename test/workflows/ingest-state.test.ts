import { describe, expect, test } from 'vitest';
import { errorOf } from '../../contracts/errors.ts';
import { RESULT_TOLD_MAX_BYTES } from '../../contracts/policies.ts';
import type { SliceProgress } from '../../contracts/progress.ts';
import type { RequestOf } from '../../contracts/request.ts';
import { isResultFor } from '../../contracts/result-shape.ts';
import { englishOf, sentenceOf } from '../../contracts/sentences.ts';
import type { FileState, IngestResult } from '../../contracts/state.ts';
import { chongqingBimDelivery as delivery } from '../../workflows/chongqing-bim/delivery.ts';
import { conclude, concludeCancelled } from '../../workflows/ingest/conclusion.ts';
import { toResult } from '../../workflows/ingest/ingest-progress.ts';
import {
  createSlicedState,
  createState,
  failFile,
  noteOf,
  setHash,
  warnOf,
} from '../../workflows/ingest/ingest-state.ts';

const request: RequestOf<'chongqing-bim'> = {
  platform: 'cq',
  project: { id: 'p' },
  files: [{ source: '/m/house.ifc' }],
};
const identity = { id: 'i', runId: 'r', startedAt: '2026-01-01T00:00:00Z' };

/** The only file of a run after `previous`. */
function fileOf(previous?: IngestResult): FileState {
  const [file] = createState(delivery, request, identity, previous).files;
  if (file === undefined) throw new Error('the request has a file');
  return file;
}

/** A run that was cancelled when it had sent 7 of the 12 chunks of content A. */
function cancelledRun(): IngestResult {
  const state = createState(delivery, request, identity, undefined);
  const [file] = state.files;
  if (file === undefined) throw new Error('the request has a file');
  setHash(file, 'A');
  file.upload = { chunks: 12, sent: 7, skipped: 0, bytesSkipped: 0, bytesSent: 7_000, instant: false };
  concludeCancelled(state);
  return toResult(state);
}

test('a file is named by the last segment of its path, by the rule of the system that the path is of', () => {
  const sources = ['/m/house.ifc', '/m/a\\b.ifc', 'C:\\models\\a.rvt', '\\\\server\\share\\塔楼.rvt', 'D:/m/b.rvt'];
  const files = [...sources.map((source) => ({ source })), { source: 'C:\\a.rvt', name: 'own.rvt' }];
  const names = createState(delivery, { ...request, files }, identity, undefined).files.map(({ name }) => name);
  expect(names).toEqual(['house.ifc', 'a\\b.ifc', 'a.rvt', '塔楼.rvt', 'b.rvt', 'own.rvt']);
});

describe('warnings and notes', () => {
  const warning = sentenceOf('it is still being written: wait until it is whole');
  const note = sentenceOf('a 2D drawing has no thumbnail');

  function toldRun(): IngestResult {
    const state = createState(delivery, request, identity, undefined);
    const [file] = state.files;
    if (file === undefined) throw new Error('the request has a file');
    warnOf(file, warning);
    noteOf(file, note);
    noteOf(file, note);
    Object.assign(file, { status: 'registered', stage: 'done', record: { id: 'f', path: 'p' } });
    conclude(state);
    return toResult(state);
  }

  test('are told in English, and kept once by which they are said in other languages', () => {
    expect(toldRun()).toMatchObject({
      files: [{ warning: englishOf(warning), notes: [englishOf(note)] }],
      told: [warning, note],
    });
    expect(toldRun().files[0]).not.toHaveProperty('told');
  });

  test('are told so by the next run too', () => {
    const state = createState(delivery, request, identity, toldRun());
    conclude(state);
    expect(toResult(state)).toEqual({ ...toldRun(), closedAt: expect.any(String) });
  });

  test('of an earlier version, which kept English alone, are told as they are', () => {
    const { told: _told, ...old } = toldRun();
    const state = createState(delivery, request, identity, old);
    conclude(state);
    expect(toResult(state)).toEqual({ ...old, closedAt: expect.any(String) });
  });

  test('have room in a result that has a thousand files', () => {
    const files = Array.from({ length: 1_000 }, (_, n) => ({ source: `/m/${n}.ifc` }));
    const state = createState(delivery, { ...request, files }, identity, undefined);
    for (const [n, file] of state.files.entries()) {
      warnOf(file, sentenceOf('this content was delivered before, by {id}', { id: 'x'.repeat(100) + String(n) }));
    }
    const { told = [] } = toResult(state);
    expect(told.length).toBeGreaterThan(100);
    expect(JSON.stringify(told).length).toBeLessThanOrEqual(RESULT_TOLD_MAX_BYTES);
  });
});

describe('errors', () => {
  const files = ['/m/house.ifc', '/m/tower.ifc'].map((source) => ({ source }));
  const missing = sentenceOf('{path} does not exist', { path: '/m/house.ifc' });

  function failedRun(): IngestResult {
    const state = createState(delivery, { ...request, files }, identity, undefined);
    const [house, tower] = state.files;
    if (house === undefined || tower === undefined) throw new Error('the request has two files');
    failFile(house, errorOf('SourceNotFound', missing));
    failFile(tower, { type: 'ConversionFailed', message: 'ParseModelError' });
    conclude(state);
    return toResult(state);
  }

  test('are told in English, and kept once by which they are said in other languages', () => {
    const { error, files: ended, told } = failedRun();
    expect(ended.map((file) => file.error)).toEqual([
      { type: 'SourceNotFound', message: '/m/house.ifc does not exist' },
      { type: 'ConversionFailed', message: 'ParseModelError' },
    ]);
    expect(error).toEqual({
      type: 'SourceNotFound',
      message: '2 of 2 files failed, first house.ifc: /m/house.ifc does not exist',
      isSummary: true,
    });
    const beginnings = [
      sentenceOf('{failed} of {total} files failed, first ', { failed: 2, total: 2 }),
      sentenceOf('{name}: ', { name: 'house.ifc' }),
    ];
    expect(told).toEqual([...beginnings, missing]);
  });
});

describe('what an earlier run sent', () => {
  test('is noted of a file that begins anew as it was then', () => {
    const previous = cancelledRun();
    const [file] = previous.files;
    if (file !== undefined) file.notes = ['it may be there twice'];
    expect(fileOf(previous)).toMatchObject({ status: 'pending', notes: ['it may be there twice'] });
  });

  test('counts for the same content', () => {
    const file = fileOf(cancelledRun());
    setHash(file, 'A');
    expect(file.upload).toMatchObject({ sent: 7, bytesSent: 7_000 });
  });

  test('does not count for another content', () => {
    const file = fileOf(cancelledRun());
    file.upload.chunks = 3;
    setHash(file, 'B');
    expect(file).toMatchObject({ hash: 'B', upload: { chunks: 3, sent: 0, bytesSent: 0 } });
  });
});

test('what an earlier run delivered is not delivered again, also where its kind of platform does not say that it is kept', () => {
  const state = createState(delivery, request, identity, undefined);
  const [file] = state.files;
  if (file === undefined) throw new Error('the request has a file');
  setHash(file, 'A');
  Object.assign(file, { status: 'registered', stage: 'done', record: { id: 'f', path: 'p' } });
  conclude(state);
  const forgetful = { ...delivery, begin: () => ({ ...delivery.begin(request, undefined), kept: new Map() }) };
  const [next] = createState(forgetful, request, identity, toResult(state)).files;
  expect(next).toMatchObject({ status: 'registered', stage: 'done', hash: 'A', record: { id: 'f', path: 'p' } });
});

describe('a file that is delivered with an error', () => {
  const twoFiles = { ...request, files: [{ source: '/m/house.ifc' }, { source: '/m/tower.ifc' }] };
  const error = { type: 'PlatformRefused', message: 'no thumbnail' } as const;

  function flawed(): IngestResult {
    const state = createState(delivery, twoFiles, identity, undefined);
    for (const file of state.files) Object.assign(file, { status: 'registered', stage: 'done' });
    Object.assign(state.files[1] ?? {}, { error });
    conclude(state);
    return toResult(state);
  }

  test('makes the run partial', () => {
    expect(flawed()).toMatchObject({
      status: 'partial',
      error: { type: 'PlatformRefused', message: 'delivered with an error: tower.ifc: no thumbnail' },
    });
  });

  test('keeps the error in the next run', () => {
    const state = createState(delivery, twoFiles, identity, flawed());
    conclude(state);
    expect(toResult(state)).toMatchObject({ status: 'partial', files: [{ status: 'registered' }, { error }] });
  });

  test('makes an ingestion partial that is worked in slices', () => {
    const slices: SliceProgress[] = (['completed', 'partial'] as const).map((status, position) => ({
      from: position,
      count: 1,
      status,
      stage: 'done',
      percent: 100,
      delivered: 1,
      failed: 0,
      ...(status === 'partial' ? { error } : {}),
    }));
    const state = createSlicedState(delivery, twoFiles, identity, undefined, slices);
    conclude(state);
    expect(toResult(state)).toMatchObject({ status: 'partial', error: { type: 'PlatformRefused' } });
  });

  test('is not counted among those that failed', () => {
    const state = createState(delivery, twoFiles, identity, undefined);
    Object.assign(state.files[0] ?? {}, { status: 'registered', stage: 'done', error });
    Object.assign(state.files[1] ?? {}, { status: 'failed', error: { type: 'ConversionFailed', message: 'x' } });
    conclude(state);
    expect(toResult(state)).toMatchObject({
      status: 'partial',
      error: { type: 'ConversionFailed', message: 'tower.ifc: x' },
    });
  });
});

test('what else the platform answered about a file is told of it, also by the next run', () => {
  const remote = { resId: '4711', dirId: 'd' };
  const state = createState(delivery, request, identity, undefined);
  Object.assign(state.files[0] ?? {}, { status: 'registered', stage: 'done', remote });
  conclude(state);
  const result = toResult(state);
  expect(result.files[0]).toMatchObject({ remote });
  expect(isResultFor(result, 1)).toBe(true);
  const next = createState(delivery, request, identity, result);
  conclude(next);
  expect(toResult(next).files[0]).toMatchObject({ status: 'registered', remote });
});
