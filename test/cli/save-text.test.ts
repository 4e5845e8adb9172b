import { expect, test } from 'vitest';
import { readJsonLines } from '../../cli/request/json-lines.ts';
import { saveText } from '../../cli/request/save-text.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { speaking, wordsOf } from '../../lib/words/say.ts';
import { speechOf } from '../../lib/words/speech.ts';
import { makeFolder } from './folder.ts';

const chinese = await speechOf('zh');

test.each([
  ['nowhere/x.json', '--output nowhere/x.json 无法写入：文件夹不存在：请先新建'],
  ['models', '--output models 无法写入：那里是文件夹：请写出文件名'],
])('that %s cannot be written is said in Chinese', async (output, words) => {
  await using folder = await makeFolder();
  const said = await speaking(chinese, () =>
    saveText({ cwd: folder.path }, output, '').catch((error: unknown) =>
      error instanceof ModelrailError ? wordsOf(error) : error,
    ),
  );
  expect(said).toBe(words);
});

test('a line that is no JSON is said in Chinese where it is, without the words of the parser', async () => {
  await using folder = await makeFolder();
  const path = await folder.write('lines.json', '{"a": 1} x\n{"a"\nno\n');
  const problems: (string | undefined)[] = [];
  await speaking(chinese, async () => {
    for await (const { problem } of readJsonLines(path, 'lines.json')) problems.push(problem);
  });
  expect(problems).toHaveLength(3);
  for (const problem of problems)
    expect(problem).toMatch(/^不是 JSON：内容(不是完整的 JSON|从第 \d+ 个字符起不是 JSON)$/);
});
