import { type KeptError, withBeginning } from '../../contracts/errors.ts';
import type { Fractal3dRemote } from '../../contracts/fractal3d/index.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { noteOf } from '../ingest/ingest-state.ts';

/** Keeps ids of what was made for a file. */
export function addRemote({ file }: RunFile, more: Fractal3dRemote): void {
  file.remote = { ...file.remote, ...more };
}

/** Notes that a call was repeated. */
export function noteRepeated({ file }: RunFile, mayBeTwice: true | undefined, note: Sentence): void {
  if (mayBeTwice === true) noteOf(file, note);
}

/** What failed beside the conversion is an error of a delivered file; the first one stays. */
export function flaw({ file }: RunFile, what: Sentence, error: KeptError): void {
  file.error ??= withBeginning(error, what);
}
