import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { whyUnread } from '../../cli/request/why-unread.ts';

const folder = import.meta.dirname;

test.each([
  ['a file that is not there', join(folder, 'none.yaml'), /^does not exist$/],
  ['a folder', folder, /^cannot be read \(EISDIR\)$/],
])('%s is told as such, not as a plan that is wrong', async (_, path, words) => {
  const error: unknown = await readFile(path).catch((reason: unknown) => reason);
  expect(whyUnread(error, 'is no plan')).toMatch(words);
});

test('of a text that is wrong the first line of what is wrong is told', () => {
  expect(whyUnread(new SyntaxError('unexpected }\nat line 1'), 'is no plan')).toBe('is no plan: unexpected }');
});
