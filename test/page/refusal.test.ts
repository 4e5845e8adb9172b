import { expect, test } from 'vitest';
import { placedErrors } from '../../page/state/refusal.ts';

const ERRORS = [
  { pointer: '/project', detail: 'is missing' },
  { pointer: '/files/0/source', detail: 'is empty' },
  { pointer: '/files/2', detail: 'has no extension' },
];

test('what is wrong with a file stays at it when another one is left out, and goes with it', () => {
  expect(placedErrors(ERRORS, ['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual(ERRORS);
  expect(placedErrors(ERRORS, ['a', 'b', 'c'], ['b', 'c', 'd'])).toEqual([
    { pointer: '/project', detail: 'is missing' },
    { pointer: '/files/1', detail: 'has no extension' },
  ]);
});
