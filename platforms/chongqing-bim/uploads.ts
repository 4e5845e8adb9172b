import type { z } from 'zod';
import type { ChongqingBimRecord } from '../../contracts/chongqing-bim/state.ts';
import type { Caller, MadeBody } from './call.ts';
import { endpoints, type WireUploadStatus } from './endpoints.ts';
import { type PreparedUpload, prepareUpload, type UploadFile } from './multipart.ts';
import type { ChongqingBimSettings } from './settings.ts';

/** The platform's record of a complete file. */
export interface UploadedRecord extends ChongqingBimRecord {
  name: string;
  /** Empty when the platform gives none. */
  type: string;
  /** MD5, lower-case hex. */
  hash: string;
  /** The same as the record spells it. */
  hashAsRecorded: string;
  /** Bytes. */
  size: number;
}

/** What the platform has of a file (reading 2). */
export type UploadStatus =
  | { status: 'unknown'; missingChunks: [] }
  /** No missing chunks: all are there and the merge is outstanding. Numbers count from `firstChunkNumber`. */
  | { status: 'partial'; missingChunks: number[] }
  | { status: 'complete'; missingChunks: []; record: UploadedRecord };

/** The calls about files (manual sections 2 and 3, and `Synchronous`). */
export interface UploadCalls {
  /** Asks what the platform has of the file with this MD5. */
  uploadStatus(input: { hash: string; signal?: AbortSignal | undefined }): Promise<UploadStatus>;
  /** Prepares the bodies of a file's upload calls; no call is made. */
  prepareUpload(file: UploadFile): PreparedUpload;
  /** Sends one chunk: a body from {@link PreparedUpload.frame}. The buffer must not change until the promise settles. */
  uploadChunk(input: MadeBody & { signal?: AbortSignal | undefined }): Promise<void>;
  /** Asks for the merge of the chunks; whether it is done, the status tells. */
  mergeChunks(input: { file: UploadFile; signal?: AbortSignal | undefined }): Promise<void>;
  /** Asks for the synchronisation of a file that is not complete after the merge. */
  synchronize(input: { hash: string; signal?: AbortSignal | undefined }): Promise<UploadStatus>;
}

/** Our reading of a status; the record comes with every complete file. */
function toUploadStatus(
  envelope: { item?: WireUploadStatus | null | undefined },
  context: z.RefinementCtx,
): UploadStatus {
  // The server knows nothing of the hash (reading 10).
  if (envelope.item == null) return { status: 'unknown', missingChunks: [] };
  const { status, file, unUploadChunks } = envelope.item;
  if (status === 0) return { status: 'unknown', missingChunks: [] };
  if (status === 1) return { status: 'partial', missingChunks: unUploadChunks ?? [] };
  if (file === null || file === undefined) {
    context.addIssue({ code: 'custom', path: ['item', 'file'], message: 'missing, although the status is 2' });
    return { status: 'unknown', missingChunks: [] };
  }
  const { id, path, createdUserId, name, type, hash, size } = file;
  const spelling = { type: type ?? '', hash: hash.toLowerCase(), hashAsRecorded: hash };
  const record = { id, path, createdUserId, name, ...spelling, size };
  return { status: 'complete', missingChunks: [], record };
}

const uploadFileStatus = {
  ...endpoints.uploadFileStatus,
  answer: endpoints.uploadFileStatus.answer.transform(toUploadStatus),
};
const synchronous = { ...endpoints.synchronous, answer: endpoints.synchronous.answer.transform(toUploadStatus) };

/** Makes the {@link UploadCalls}. */
export function createUploadCalls(caller: Caller, settings: ChongqingBimSettings): UploadCalls {
  /** Name and hash of a record are quoted in messages: the rest of it goes back to the platform as it came. */
  function quotable(status: UploadStatus): UploadStatus {
    if (status.status !== 'complete') return status;
    const { record } = status;
    return { ...status, record: { ...record, name: caller.words(record.name), hash: caller.words(record.hash) } };
  }

  return {
    async uploadStatus({ hash, signal }) {
      return quotable(await caller.call(uploadFileStatus, { hash: hash.toLowerCase(), totalChunks: '-1' }, signal));
    },
    prepareUpload: (file) => prepareUpload(file, settings),
    async uploadChunk({ signal, ...made }) {
      await caller.callWithBody(endpoints.upload, made, signal);
    },
    async mergeChunks({ file, signal }) {
      const prepared = prepareUpload(file, settings);
      const made = { body: prepared.mergeBody(), contentType: prepared.contentType };
      await caller.callWithBody(endpoints.upload, made, signal);
    },
    async synchronize({ hash, signal }) {
      return quotable(await caller.call(synchronous, { hash: hash.toLowerCase() }, signal));
    },
  };
}
