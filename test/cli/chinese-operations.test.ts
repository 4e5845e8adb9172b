import pc from 'picocolors';
import { expect, test } from 'vitest';
import { KINDS } from '../../cli/init/setup.ts';
import { renderFields, renderOperations } from '../../cli/render/operations.ts';
import { speaking } from '../../lib/words/say.ts';
import { speechOf } from '../../lib/words/speech.ts';
import { FIELDS } from '../../lib/words/zh/chinese.ts';
import { OPERATIONS } from '../../lib/words/zh/operations.ts';
import { definitionOf } from '../../platforms/kinds.ts';
import { englishIn } from './english-in.ts';

const chinese = await speechOf('zh');
const output = { width: 200, colors: pc.createColors(false) } as Parameters<typeof renderOperations>[1]; // as: all that is looked at
const tables = await Promise.all(
  KINDS.map(async (kind) => ({ kind, operations: (await definitionOf(kind).operations?.())?.operations ?? [] })),
);

function fieldsIn(operations: (typeof tables)[number]['operations']): string[] {
  return operations.flatMap(({ fields }) => fields.map(({ text }) => text));
}

test.each(tables)('what the operations of $kind do and take is told in Chinese', ({ kind, operations }) => {
  expect(operations.map(({ text }) => text).filter((text) => !(text in OPERATIONS))).toEqual([]);
  // The words of a kind that name it stay with it.
  const fields = fieldsIn(operations).filter((text) => !text.includes(kind));
  expect(fields.filter((text) => !(text in FIELDS))).toEqual([]);
  const shown = speaking(chinese, () => renderOperations(operations, output));
  for (const [at, { text }] of operations.entries()) expect(shown.split('\n')[at + 1]).toContain(OPERATIONS[text]);
});

test('no Chinese is left of an operation that is not there any more', () => {
  const texts = tables.flatMap(({ operations }) => operations.map(({ text }) => text));
  expect(Object.keys(OPERATIONS).filter((text) => !texts.includes(text) && !text.startsWith('without '))).toEqual([]);
  const fields = tables.flatMap(({ operations }) => fieldsIn(operations));
  expect(Object.keys(FIELDS).filter((text) => !fields.includes(text))).toEqual([]);
});

test('whether a field is needed is told in Chinese', () => {
  const [{ operations }] = tables.filter(({ kind }) => kind === 'persagy') as [(typeof tables)[number]]; // as: there is one
  const operation = operations.find(({ id }) => id === 'account/createSaasAccount');
  if (operation === undefined) throw new Error('there is no such operation');
  const needs = speaking(chinese, () => renderFields(operation, output)).match(/必填|可选|可自动补上/gu);
  expect(needs).toHaveLength(operation.fields.length);
  expect(
    englishIn(speaking(chinese, () => renderFields({ ...operation, fields: [] }, output)).split('\n')[1] ?? ''),
  ).toEqual([]);
});
