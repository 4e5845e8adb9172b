import { open } from 'node:fs/promises';

/** Words in a worker's log that mean a bug of ours, whatever became of the ingestions. */
const ALARMING =
  /Nondeterminism|DeterminismViolation|TMPRL1100|TypeError|ReferenceError|RangeError|AssertionError|[Uu]nhandled/;

/** Reads what has been added to files since the last look. */
export function createLogReader(paths: readonly string[]): () => Promise<string[]> {
  const offsets = new Map<string, number>();

  async function readOn(path: string): Promise<string> {
    try {
      await using file = await open(path);
      const { size } = await file.stat();
      const from = offsets.get(path) ?? 0;
      offsets.set(path, size);
      const { buffer } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
      return buffer.toString('utf8');
    } catch (error) {
      // A worker that no round of this campaign needed has no log.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw error;
    }
  }

  return async () => {
    const texts = await Promise.all(paths.map(readOn));
    const lines = texts.flatMap((text) => text.split('\n')).filter((line) => ALARMING.test(line));
    return lines.slice(0, 5).map((line) => `a worker's log: ${line.slice(0, 600)}`);
  };
}
