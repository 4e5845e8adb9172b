import type { ErrorInfo } from '../../contracts/errors.ts';
import type { ReportedFile } from '../../contracts/report.ts';
import { TEXTS_ERRORS } from '../words/zh/texts-errors.ts';
import type { Presenter } from './present.ts';

/** An error in one line: in Chinese with what its type is called, before what happened. `sayKept`: of what an ingestion has kept. */
export function errorText(
  { say, language }: Pick<Presenter, 'say' | 'language'>,
  { type, message }: ErrorInfo,
  sayKept: (kept: string) => string,
): string {
  return `${language === 'en' ? type : `${TEXTS_ERRORS[type]}（${type}）`}${say('report.colon')}${sayKept(message)}`;
}

/** What of a file is not there as it was delivered: in Chinese by what it concerns, before the words that the check answered with. */
export function reasonText(
  { say, language }: Pick<Presenter, 'say' | 'language'>,
  file: ReportedFile,
  sayKept: (kept: string) => string,
): string | undefined {
  const { unlike = [] } = file;
  const reason = file.reason && sayKept(file.reason);
  if (reason === undefined || language === 'en' || unlike.length === 0) return reason;
  const parts = unlike.map(({ what, state }) => `${say(`report.subject.${what}`)}${say(`report.verified.${state}`)}`);
  return `${[...new Set(parts)].join(say('report.comma'))}（${reason}）`;
}
