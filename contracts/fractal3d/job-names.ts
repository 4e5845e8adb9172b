/** What a job makes. */
export type JobKind = 'convert' | 'thumbnail';

const LETTERS: Readonly<Record<JobKind, string>> = { convert: 'c', thumbnail: 't' };

/** The name by which the platform's call says which job of a run it is about: of a file by its position. */
export function jobName(kind: JobKind, index: number): string {
  return `${LETTERS[kind]}${index}`;
}
