import { expect, test } from 'vitest';
import type { DeliveryKind } from '../../contracts/kinds.ts';
import { DELIVERY_KINDS } from '../../contracts/kinds.ts';
import { RequestError } from '../../lib/requests/problems.ts';
import { definitionOf } from '../../platforms/kinds.ts';
import { readIngestRequest } from '../../platforms/requests.ts';
import { readSyncDeclaration } from '../../platforms/syncs.ts';

/** An example of a request to a platform of a kind, with labels. */
function requestTo(kind: DeliveryKind, labels: unknown) {
  return { ...definitionOf(kind).request?.example('one'), labels };
}

function problemsOf(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (error instanceof RequestError) return error.problems;
    throw error;
  }
  return [];
}

const labels = { order: '4711', 部门: '结构' };
const wrong = { order: 4711, 'a b': 'x' };
const places = [
  { path: ['labels', 'order'], message: 'must be a text, in quotes' },
  { path: ['labels', 'a b'], message: expect.stringMatching(/^is no key/) },
];

test.each(DELIVERY_KINDS)('a request to a platform of kind %s takes labels, and tells all that is wrong', (kind) => {
  const reading = { kindOf: () => kind, isStart: true };
  expect(readIngestRequest(requestTo(kind, labels), reading)).toMatchObject({ labels });
  const further = { path: ['files'], message: 'are missing' };
  const request = { ...requestTo(kind, wrong), files: [] };
  expect(problemsOf(() => readIngestRequest(request, reading))).toEqual(expect.arrayContaining([...places, further]));
  expect(problemsOf(() => readIngestRequest(requestTo(kind, 'order=4711'), reading))).toEqual([
    { path: ['labels'], message: 'must be keys with texts' },
  ]);
});

test.each(DELIVERY_KINDS)('and so does a sync to one of kind %s', (kind) => {
  const { request } = definitionOf(kind);
  const { files: _files, ...target } = { files: [], ...(request?.syncExample ?? request?.example)?.('one') };
  const declaration = { source: '/models', every: '1h', ...target };
  const reading = { kindOf: () => kind };
  expect(readSyncDeclaration({ ...declaration, labels }, reading)).toMatchObject({ labels });
  expect(problemsOf(() => readSyncDeclaration({ ...declaration, labels: wrong }, reading))).toEqual(places);
});

test('a request to an unknown platform is told of its labels too', () => {
  expect(
    problemsOf(() =>
      readIngestRequest(
        { files: [{ source: '/m/a.ifc' }], labels: wrong },
        {
          kindOf: () => 'chongqing-bim',
          isStart: true,
        },
      ),
    ),
  ).toEqual([{ path: ['platform'], message: 'is missing' }, ...places]);
});
