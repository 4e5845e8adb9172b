import { isRecord } from '../config/file.ts';
import type { RequestProblem } from './problems.ts';

/** A source of a request, and which of its files it is of. */
export interface PlacedSource {
  source: string;
  /** Machine whose disk holds it, as far as that is said. */
  host?: string;
  /** Position of the file in the request. */
  position: number;
}

/** The place of a source in its request. */
export function placeOfSource({ position }: PlacedSource): RequestProblem['path'] {
  return ['files', position, 'source'];
}

/** The sources of a request of any shape that can be looked at: those that none of its known problems is about. */
export function placedSources(request: unknown, known: readonly RequestProblem[] = []): PlacedSource[] {
  const files: unknown = isRecord(request) ? request['files'] : undefined;
  if (!Array.isArray(files)) return [];
  const wrong = new Set(known.map(({ path }) => JSON.stringify(path)));
  return files.flatMap((file: unknown, position) => {
    if (!isRecord(file) || typeof file['source'] !== 'string') return [];
    const { source, host } = file;
    const placed = { source, position, ...(typeof host === 'string' ? { host } : {}) };
    return wrong.has(JSON.stringify(placeOfSource(placed))) ? [] : [placed];
  });
}
