import { MAX_LISTED, MAX_LISTED_BYTES } from '../../contracts/sync/report.ts';

/** The first of many paths, as many as a report tells. */
export interface ToldPaths {
  add(path: string): void;
  readonly paths: string[];
  readonly isAll: boolean;
}

/** No paths yet. */
export function createToldPaths(): ToldPaths {
  const paths: string[] = [];
  let [bytes, isAll] = [0, true];
  return {
    paths,
    get isAll() {
      return isAll;
    },
    add(path) {
      bytes += Buffer.byteLength(JSON.stringify(path)) + 1;
      isAll &&= paths.length < MAX_LISTED && bytes <= MAX_LISTED_BYTES;
      if (isAll) paths.push(path);
    },
  };
}
