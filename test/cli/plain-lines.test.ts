import { expect, test } from 'vitest';
import { createPlainLines } from '../../cli/render/plain-lines.ts';
import { fileState, ingestState } from './progress-states.ts';

test('without a terminal there is a line for each change, and none for each tick', () => {
  const lines: string[] = [];
  const view = createPlainLines((line) => lines.push(line));
  const uploading = (percent: number) =>
    ingestState([fileState('a.ifc', { status: 'uploading', percent })], { percent });
  view.update(ingestState([fileState('a.ifc')], { stage: 'fingerprint' }));
  for (const percent of [10, 20, 30]) view.update(uploading(percent));
  const waiting = { for: 'platform', reason: 'HTTP 503', since: '2026-11-22T12:00:00Z' } as const;
  view.update({ ...uploading(30), waiting });
  view.update({ ...uploading(30), waiting: { ...waiting, nextAttemptAt: '2126-11-22T12:00:00Z' } });
  view.update(uploading(40));
  const done = fileState('a.ifc', { status: 'registered', stage: 'done', percent: 100 });
  view.update(ingestState([done], { status: 'completed', stage: 'done', closedAt: '2026-11-22T12:01:00Z' }));
  expect(lines).toEqual([
    'i-1: running, fingerprint, 1 file',
    'i-1: running, upload, 1 file',
    'i-1: a.ifc: uploading',
    expect.stringMatching(/^i-1: waiting for the platform for .*: HTTP 503$/),
    'i-1: goes on',
    'i-1: a.ifc: registered',
    'i-1: completed, 1 file',
  ]);
});

test('without a terminal it is told once that no answer comes, and that one has come', () => {
  const lines: string[] = [];
  const view = createPlainLines((line) => lines.push(line));
  const state = (silentSince?: string) =>
    ingestState([fileState('a.ifc')], silentSince === undefined ? {} : { silentSince });
  for (const since of [undefined, '2026-11-22T12:00:00Z', '2026-11-22T12:00:00Z', undefined]) view.update(state(since));
  expect(lines.slice(1)).toEqual([
    expect.stringMatching(/^i-1: no answer since 2026-11-22 \d\d:\d\d:00$/),
    'i-1: answered again',
  ]);
});

test('of thousands of files only failures have a line of their own', () => {
  const lines: string[] = [];
  const view = createPlainLines((line) => lines.push(line));
  const error = { type: 'ConversionFailed', message: 'ParseModelError' } as const;
  const files = Array.from({ length: 1000 }, (_, index) =>
    fileState(`${index}.ifc`, index === 7 ? { status: 'failed', error } : { status: 'converted' }),
  );
  view.update(ingestState(files, { stage: 'convert' }));
  expect(lines).toEqual([
    'i-1: running, convert, 1,000 files',
    'i-1: 7.ifc: failed, ConversionFailed: ParseModelError',
  ]);
});

test('that no worker answers is one fact, in whatever words it comes', () => {
  const lines: string[] = [];
  const view = createPlainLines((line) => lines.push(line));
  const state = ingestState([fileState('a.ifc')]);
  const waiting = {
    for: 'worker',
    reason: 'no worker listens, or all are busy',
    since: '2026-11-22T12:00:00Z',
  } as const;
  view.update(state);
  view.update({ ...state, note: 'no worker answered in time; what the files have come to is not known' });
  view.update({ ...state, note: 'no worker answered in time; the figures are those of its last answer' });
  view.update({ ...state, waiting, note: 'no worker answered in time; the figures are those of its last answer' });
  view.update({ ...state, waiting });
  view.update({ ...state, waiting, note: 'Temporal has not answered since 12:00' });
  view.update(state);
  expect(lines.slice(1)).toEqual([
    'i-1: no worker answered in time; what the files have come to is not known',
    'i-1: Temporal has not answered since 12:00',
    'i-1: goes on',
  ]);
});
