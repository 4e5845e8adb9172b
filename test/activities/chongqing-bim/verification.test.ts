import { describe, expect, test } from 'vitest';
import { describeConversion, describeFile } from '../../../activities/chongqing-bim/verification.ts';
import { createSayer } from '../../../contracts/sentences.ts';
import type { DeliveredFile } from '../../../contracts/verification.ts';
import { chineseOf } from '../../../lib/words/zh/sentences.ts';
import type { ConversionProgress } from '../../../platforms/chongqing-bim/conversions.ts';

const file: DeliveredFile = { index: 0, name: 'a.ifc', hash: 'a1', size: 10, fileId: 'f', path: 'u/a1.ifc' };
const spelling = { type: '.ifc', hash: 'a1', hashAsRecorded: 'a1' };
const record = { id: 'f', path: 'u/a1.ifc', createdUserId: 'u', name: 'other.ifc', ...spelling, size: 10 };

describe('a file', () => {
  test('is there under whatever name its content came with first', () => {
    expect(describeFile({ status: 'complete', missingChunks: [], record }, file)).toEqual({ state: 'there' });
  });

  test.each([
    ['unknown', { status: 'unknown', missingChunks: [] } as const, 'has no file of MD5 a1'],
    ['partial', { status: 'partial', missingChunks: [2, 3] } as const, '2 chunks are missing'],
    ['unmerged', { status: 'partial', missingChunks: [] } as const, 'not merged'],
  ])('is missing when it is %s', (_, status, words) => {
    const missing = { state: 'missing', reason: expect.stringContaining(words) };
    expect(
      describeFile({ ...status, missingChunks: [...status.missingChunks] } as Parameters<typeof describeFile>[0], file),
    ).toMatchObject(missing);
  });

  test('is different in everything that differs', () => {
    const found = describeFile(
      { status: 'complete', missingChunks: [], record: { ...record, size: 9, id: 'g' } },
      file,
    );
    expect(found).toMatchObject({ state: 'different', reason: 'size 9 instead of 10, id g instead of f' });
    expect(createSayer(found.told, chineseOf)(found.reason ?? '')).toBe('大小 是 9，应为 10；编号 是 g，应为 f');
  });
});

describe('a conversion', () => {
  const model = { hash: 'a1', name: 'a.ifc', percent: 100, errorMessage: '' };
  const done: ConversionProgress = { found: true, done: true, succeeded: true, message: '', models: [model] };

  test.each([
    ['there', done, undefined],
    ['missing', { ...done, found: false }, 'knows no conversion task t'],
    ['missing', { ...done, models: [] }, 'task t has no such model'],
    ['different', { ...done, done: false }, 'is not done any more'],
    ['different', { ...done, succeeded: false, message: 'gone' }, 'conversion failed: gone'],
    ['different', { ...done, models: [{ ...model, errorMessage: 'ParseModelError' }] }, 'ParseModelError'],
  ])('is %s', (state, progress, words) => {
    const found = describeConversion(progress, file, 't');
    expect(found.state).toBe(state);
    if (words !== undefined) expect(found.reason).toContain(words);
  });
});
