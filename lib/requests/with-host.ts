import { isUrl } from '../../contracts/source-path.ts';
import { isRecord } from '../config/file.ts';

/** Gives every local file that names no host the host that works them; those of servers have none. */
export function withHost(value: unknown, host: string | undefined): unknown {
  if (host === undefined || !isRecord(value) || !Array.isArray(value['files'])) return value;
  return { ...value, files: value['files'].map((file: unknown) => (isLocal(file) ? { host, ...file } : file)) };
}

function isLocal(file: unknown): file is Record<string, unknown> {
  return isRecord(file) && !(typeof file['source'] === 'string' && isUrl(file['source']));
}
