import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { CliContext } from '../../cli/context.ts';
import { reportError } from '../../cli/report-error.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { requestError } from '../../lib/requests/problems.ts';
import { speaking } from '../../lib/words/say.ts';
import { speechOf } from '../../lib/words/speech.ts';
import { told } from '../../lib/words/told.ts';
import { toldOf } from '../../lib/words/words.ts';

const chinese = await speechOf('zh');

/** What a command that failed prints in Chinese. */
function printed(makeError: () => unknown): string {
  const lines: string[] = [];
  const context = {
    isJson: false,
    isVerbose: false,
    err: { colors: pc.createColors(false) },
    warn: (line: string) => lines.push(line),
  } as unknown as CliContext; // as: all that is looked at
  speaking(chinese, () => reportError(context, makeError()));
  return lines.join('\n');
}

test.each([
  [
    'what is wrong with a request, without the name of its type',
    () => requestError([{ path: ['files', 0, 'source'], message: 'is not a URL' }]),
    '错误：files[0].source 不是网址',
  ],
  [
    'a sentence',
    () => new ModelrailError('NotFound', sentenceOf('no ingestion {id} in Temporal', { id: 'i-1' })),
    '错误：Temporal 里没有交付 i-1',
  ],
  [
    'why a server did not start, with what it printed',
    () => {
      const what = told('the Temporal server ended at its start');
      const words = toldOf('{what}; it printed:\n{printed}', { what, printed: 'no such flag' });
      return new ModelrailError('TemporalUnavailable', words);
    },
    '错误：\n  Temporal 服务器启动时就结束了；它的输出：\n  no such flag',
  ],
  [
    'words of a platform, with the name of their type',
    () => new ModelrailError('AlreadyExists', '名称重复'),
    '错误：已存在（AlreadyExists）：名称重复',
  ],
])('a command says %s', (_what, makeError, expected) => {
  expect(printed(makeError)).toBe(expected);
});
