import { type Phrase, phraseOf } from '../../contracts/sentences.ts';

/** The most that one run of a sync removes; what is absent does not limit it. */
export interface DeleteBudget {
  files?: number;
  /** Of the files that are remembered. */
  percent?: number;
}

/** Reads `10,10%`, `50` or `2.5%`; undefined for anything else. */
export function parseDeleteBudget(text: string): DeleteBudget | undefined {
  const [first = '', second, ...more] = text.split(',').map((part) => part.trim());
  if (more.length > 0) return undefined;
  const files = second !== undefined || !first.endsWith('%') ? first : undefined;
  const percent = second ?? (files === undefined ? first : undefined);
  if (files !== undefined && !/^\d{1,9}$/.test(files)) return undefined;
  if (percent !== undefined && !/^\d{1,3}(?:\.\d{1,3})?\s*%$/.test(percent)) return undefined;
  const share = percent === undefined ? 0 : Number.parseFloat(percent);
  if (share > 100) return undefined;
  return {
    ...(files === undefined ? {} : { files: Number(files) }),
    ...(percent === undefined ? {} : { percent: share }),
  };
}

/** True for so many files of those remembered. */
export function isWithinBudget({ files, percent }: DeleteBudget, count: number, remembered: number): boolean {
  return (files === undefined || count <= files) && (percent === undefined || count * 100 <= percent * remembered);
}

/** `10 files and 10 %`. */
export function describeBudget({ files, percent }: DeleteBudget): Phrase {
  if (files === undefined) return phraseOf('{percent} %', { percent: `${percent ?? 0}` });
  const isOne = files === 1;
  if (percent === undefined) return isOne ? phraseOf('1 file') : phraseOf('{files} files', { files: `${files}` });
  const share = `${percent}`;
  return isOne
    ? phraseOf('1 file and {percent} %', { percent: share })
    : phraseOf('{files} files and {percent} %', { files: `${files}`, percent: share });
}
