import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { SyncChange } from '../../contracts/sync/activities.ts';

/** The files of an ingestion as a memory keeps them until it is remembered what became of them: a tenth of their JSON. */
export function encodeFiles(files: readonly SyncChange[]): string {
  return deflateRawSync(JSON.stringify(files)).toString('base64');
}

/** Reads what {@link encodeFiles} wrote. */
export function decodeFiles(text: string): SyncChange[] {
  return JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as SyncChange[]; // as: written a function above
}
