import { expect, test } from 'vitest';
import { unlikeChecks, type VerificationCheck } from '../../contracts/verification.ts';
import { formatReport } from '../../lib/report/format.ts';
import { errorText, reasonText } from '../../lib/report/why.ts';
import { speaker } from '../../lib/words/catalogue.ts';
import { namesOfKind } from '../../platforms/kinds.ts';
import { sampleFile, sampleIngestion, sampleReport } from './sample-report.ts';

const english = { language: 'en', say: speaker('en') } as const;
const chinese = { language: 'zh', say: speaker('zh') } as const;
const asItIs = (kept: string) => kept;
const reason = 'conversion task 7 has no such model; MD5 a instead of b';
const checks: VerificationCheck[] = [
  { what: 'file', state: 'different', reason: 'MD5 a instead of b' },
  { what: 'conversion', state: 'missing', reason: 'conversion task 7 has no such model' },
  { what: 'records', state: 'unverifiable', reason: 'no call' },
];
const unlike = unlikeChecks(checks).map(({ what, state }) => ({ what, state }));
const lost = sampleFile(1, { verified: 'missing', reason, unlike });

test('a paper in Chinese says what is not there before the words of the check', () => {
  expect(reasonText(english, lost, asItIs)).toBe(reason);
  expect(reasonText(chinese, lost, asItIs)).toBe(`转换缺失，文件不一致（${reason}）`);
  for (const format of ['html', 'csv'] as const) {
    const paper = formatReport(sampleReport(sampleIngestion([lost])), format, { language: 'zh', names: namesOfKind });
    expect(paper).toContain('转换缺失，文件不一致（');
  }
});

test('and what the type of an error is called', () => {
  const error = { type: 'ConversionFailed', message: '模型已损坏' } as const;
  expect(errorText(chinese, error, asItIs)).toBe('转换失败（ConversionFailed）：模型已损坏');
  expect(errorText(english, error, asItIs)).toBe('ConversionFailed: 模型已损坏');
  expect(errorText(chinese, error, () => '没有几何')).toBe('转换失败（ConversionFailed）：没有几何');
});
