import { basename } from 'node:path';
import { isRecord } from '../../lib/config/file.ts';

/**
 * The name of a file where it has to be said: a source may come from Windows, so that its last segment is taken to begin
 * after a backslash, which on other systems is a character of the name.
 */
export function nameOfSource(source: string): { name?: string } {
  const name = basename(source);
  return name.includes('\\') ? { name } : {};
}

/** Gives the files of a request of unknown origin their {@link nameOfSource}, as far as they have none. */
export function withFileNames(value: unknown): unknown {
  if (!isRecord(value) || !Array.isArray(value['files'])) return value;
  const files = value['files'].map((file: unknown) =>
    isRecord(file) && typeof file['source'] === 'string' ? { ...nameOfSource(file['source']), ...file } : file,
  );
  return { ...value, files };
}
