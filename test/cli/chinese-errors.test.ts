import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { CliContext } from '../../cli/context.ts';
import { reportError } from '../../cli/report-error.ts';
import { noWorker } from '../../client/temporal/run-activity.ts';
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

test.each<[what: string, makeError: () => unknown, expected: unknown]>([
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
      const what = told('the Temporal server ended at its start: if TEMPORAL_CLI_PATH is set, see what it names');
      const words = toldOf('{what}; it printed:\n{printed}', { what, printed: 'no such flag' });
      return new ModelrailError('TemporalUnavailable', words);
    },
    '错误：\n  Temporal 服务器启动时就结束了：如果设置了 TEMPORAL_CLI_PATH，请检查它所指的程序；它的输出：\n  no such flag',
  ],
  [
    'words of a platform, with the name of their type',
    () => new ModelrailError('AlreadyExists', '名称重复'),
    '错误：已存在（AlreadyExists）：名称重复',
  ],
  [
    'what a platform refused, with the name of its type and what to do',
    () => new ModelrailError('Authentication', sentenceOf('{call}: {words}', { call: 'GET /a', words: 'HTTP 401' })),
    '错误：\n  认证失败（Authentication）：GET /a：HTTP 401\n  → 检查配置里该平台的账号和密钥（`modelrail doctor` 会试连），重启工作进程，再重试',
  ],
  [
    'what a platform does not know, likewise',
    () => new ModelrailError('NotFound', sentenceOf('{call}: {words}', { call: 'GET /a', words: 'HTTP 404' })),
    expect.stringContaining('错误：\n  找不到（NotFound）：GET /a：HTTP 404\n  → 平台上没有它：'),
  ],
  [
    'what may not be read, likewise',
    () => new ModelrailError('SourceNotAllowed', sentenceOf('{path} may not be read by this user', { path: '/x' })),
    expect.stringMatching(/^错误：\n {2}文件不允许读取（SourceNotAllowed）：.*\/x.*\n {2}→ 把文件移到 sources.roots/),
  ],
  [
    'what to do about one error where its type alone does not say it',
    () => {
      const blanks = { path: 's3://b/a.ifc', bucket: '"b"' };
      const text = '{path} is in a bucket that is not in sources.s3: {bucket} (it has none)';
      return new ModelrailError('SourceNotAllowed', sentenceOf(text, blanks));
    },
    expect.stringMatching(/\n {2}→ 在 sources\.s3 里写上这个存储桶/),
  ],
  [
    'that no worker listens, in a sentence that has the way out',
    () => noWorker('q', 'verify again', undefined),
    '错误：队列 q 上没有工作进程：请用 `modelrail worker`（或 `modelrail dev`）启动一个，然后再核验',
  ],
])('a command says %s', (_what, makeError, expected) => {
  expect(printed(makeError)).toEqual(expected);
});
