import { createSayer } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { chineseOf } from '../../lib/words/zh/sentences.ts';

/** What a run that kept an error says of it in Chinese. */
export function inChinese(error: unknown): string {
  if (!(error instanceof ModelrailError)) throw error;
  const { message, told } = error.toKept();
  return createSayer(told, chineseOf)(message);
}
