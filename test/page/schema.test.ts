import { expect, test } from 'vitest';
import { type Description, type Schema, valueOf } from '../../page/state/schema.ts';

const DESCRIPTION: Description = { paths: {}, components: { schemas: {} } };
const NUMBER_OR_NAME: Schema = { anyOf: [{ type: 'integer' }, { type: 'string', enum: ['市政'] }] };
const PROJECT: Schema = {
  anyOf: [
    { type: 'object', properties: { id: { type: 'string' } } },
    { type: 'object', properties: { name: { type: 'string' }, type: NUMBER_OR_NAME } },
  ],
};

test.each([
  ['10', 10],
  ['市政', '市政'],
  ['市正', '市正'],
  ['', undefined],
])('%j typed where a number or a name may stand is %j in the request', (typed, value) => {
  expect(valueOf(DESCRIPTION, NUMBER_OR_NAME, typed)).toBe(value);
});

test('the chosen form of an object has what was typed into its own fields', () => {
  const typed = { choice: '1', 'of 0': { id: 'left' }, 'of 1': { name: '10', type: '市政' } };
  expect(valueOf(DESCRIPTION, PROJECT, typed)).toEqual({ name: '10', type: '市政' });
});

test.each([
  ['order=4711\n 部门 = a=b \n\n', { order: '4711', 部门: 'a=b' }],
  ['order', { order: '' }],
  [' \n', undefined],
])('%j typed where keys are free is %j in the request', (typed, value) => {
  const labels: Schema = { type: 'object', additionalProperties: { type: 'string' } };
  expect(valueOf(DESCRIPTION, labels, typed)).toEqual(value);
});
