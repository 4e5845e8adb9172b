import { isRecord } from '../config/file.ts';

/** Gives every local file that names no host the host that works them. */
export function withHost(value: unknown, host: string | undefined): unknown {
  if (host === undefined || !isRecord(value) || !Array.isArray(value['files'])) return value;
  return { ...value, files: value['files'].map((file: unknown) => (isRecord(file) ? { host, ...file } : file)) };
}
