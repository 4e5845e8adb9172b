import { describe, expect, it } from 'vitest';
import { rowAfter, sentencesOfErrors } from '../../activities/sync/delivered.ts';
import type { FileProgress } from '../../contracts/progress.ts';
import { createSayer, englishOf, sentenceOf } from '../../contracts/sentences.ts';
import { addFindings, emptyReport } from '../../contracts/sync/report.ts';
import { chineseOf } from '../../lib/words/zh/sentences.ts';

const change = { path: 'a.ifc', size: 1, version: '1', why: 'new' } as const;
const failedWith = (message: string) =>
  ({ status: 'failed', error: { type: 'UnexpectedResponse', message } }) as FileProgress; // as: all that is looked at

describe('a file that is set aside, since it may be on the platform', () => {
  const late = sentenceOf('not done within {span} (transaction {transactionId})', { span: '2 h', transactionId: '7' });
  const doubtful = { retries: 3, error: undefined, isDoubtful: true };

  it.each([
    [
      englishOf(late),
      '2 h 内没有完成（事务 7）；已搁置，因为平台上可能已经有它：请到平台上查看。修改时间变了，就会再次交付',
    ],
    ['内部错误; 7', '内部错误; 7; 已搁置，因为平台上可能已经有它：请到平台上查看。修改时间变了，就会再次交付'],
  ])('is told with what to do about it: %s', (message, chinese) => {
    const file = failedWith(message);
    const { findings, row } = rowAfter(change, file, undefined, doubtful);
    const told = sentencesOfErrors({ files: [file], told: [late], kind: 'fractal3d', resume: {} });
    const report = emptyReport();
    addFindings(report, findings);
    addFindings(report, { told });

    expect(row).toMatchObject({ aside: true });
    const [failed] = report.failed;
    expect(failed?.error).toEqual({
      type: 'UnexpectedResponse',
      message: `${message}; it is set aside, since it may be on the platform all the same: look there. It is delivered again when its time of change is another`,
    });
    expect(createSayer(report.told, chineseOf)(failed?.error.message ?? '')).toBe(chinese);
  });
});

it('of an ingestion only the sentences of its errors are kept', () => {
  const [warning, error] = [sentenceOf('it is empty'), sentenceOf('the platform gave no reason')];
  const files = [failedWith(englishOf(error))];
  const ingestion = { files, told: [warning, error], kind: 'chongqing-bim', resume: {} } as const;
  expect(sentencesOfErrors({ ...ingestion, files, told: [...ingestion.told] })).toEqual([error]);
});
