import { patched } from '@temporalio/workflow';
import { sentenceOf } from '../../contracts/sentences.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { isAlive, warnOf } from '../ingest/ingest-state.ts';
import type { ChongqingBimRun } from './chongqing-bim-run.ts';

/** Longer texts would not fit a result in which every file has one. */
const WARNING = sentenceOf('the same name and content as another file of the request: delivered once');

/**
 * Leaves out the files that have name and content of another one: the platform takes the two for one model, and would
 * refuse the whole list for their sake. From here on they have the status of the one that is delivered.
 */
export function withoutCopies(run: ChongqingBimRun, uploaded: readonly RunFile[]): RunFile[] {
  const isUploaded = new Set(uploaded.map(({ index }) => index));
  const first = new Map<string, number>();
  // What an earlier run delivered, or is to register, comes first.
  for (const isOwn of [false, true]) {
    for (const [index, file] of run.state.files.entries()) {
      const isCandidate = isUploaded.has(index) === isOwn && isAlive(file) && file.record !== undefined;
      const key = `${file.hash}/${file.name}`;
      if (isCandidate && file.sameAs === undefined && !first.has(key)) first.set(key, index);
    }
  }
  const copies = uploaded.filter(({ index, file }) => first.get(`${file.hash}/${file.name}`) !== index);
  if (copies.length === 0 || !patched('copies-delivered-once')) return [...uploaded];
  for (const { file } of copies) {
    const original = first.get(`${file.hash}/${file.name}`);
    if (original === undefined) continue;
    file.sameAs = original;
    warnOf(file, WARNING);
  }
  run.changed();
  return uploaded.filter((entry) => !copies.includes(entry));
}
