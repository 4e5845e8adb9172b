import type { SyncDeclaration } from '../contracts/sync/declaration.ts';
import type { DeclaredMirror } from '../contracts/sync/mirror.ts';
import { isRecord } from '../lib/config/file.ts';
import { readMirrorDeclaration } from './mirrors.ts';
import type { RequestReading } from './requests.ts';
import { readSyncDeclaration } from './syncs.ts';

/** Reads what recurs: with a `kind` a mirror of projects, else a sync of files. Error: `InvalidRequest`, a line for each problem. */
export function readRecurring(
  value: unknown,
  reading: Omit<RequestReading, 'isStart'>,
): SyncDeclaration | DeclaredMirror {
  const isOther = isRecord(value) && value['kind'] !== undefined;
  return isOther ? readMirrorDeclaration(value, reading) : readSyncDeclaration(value, reading);
}
