import type { FastifyRequest } from 'fastify';
import { sentenceOf } from '../../contracts/sentences.ts';
import { createProblem, type Problem } from '../problems.ts';
import { RETRY_FULL_S, typeOf } from './answer.ts';
import { createRequestBody } from './body.ts';
import { safeFileName } from './file-name.ts';
import { type FileOfForm, readFileOfForm } from './form.ts';
import { TUS_BYTES } from './operations.ts';
import { Refusal, tooLarge } from './refusal.ts';
import { isSameContent } from './same-content.ts';
import type { Spool, SpooledFile } from './spool.ts';

const FORM = 'multipart/form-data';
/** What the parts of a form may have beside the file. */
const FORM_BYTES = 64 * 1024;
/** Why a key is refused. */
export const OTHER_FILE = sentenceOf('another file was sent with this Idempotency-Key: use another key');
const BEGUN = sentenceOf(
  'an upload has begun with this Idempotency-Key: send the rest by the tus protocol, or use another key',
);
/** Headers of the tus protocol that begin an upload. */
const TUS_HEADERS = ['tus-resumable', 'upload-length', 'upload-defer-length', 'upload-metadata', 'upload-concat'];

/** True for a request whose body is a whole file: one that knows nothing of the tus protocol. */
export function isWholeFile({ headers }: FastifyRequest): boolean {
  const type = mediaType(headers['content-type']);
  return type !== TUS_BYTES && TUS_HEADERS.every((name) => headers[name] === undefined);
}

/** What came of a file that was sent by one request. */
export type Received = { file: SpooledFile } | { problem: Problem; headers: Record<string, string> };

/**
 * Keeps the body of a request, or the one file of its form, under the id; of a file that is there under it, it is only looked whether it
 * is the same. What is wrong with it is answered as a problem; other errors are thrown.
 */
export async function receiveWholeFile(
  spool: Spool,
  id: string,
  request: FastifyRequest,
  { maxBytes, stallMs }: { maxBytes: number; stallMs: number },
): Promise<Received> {
  const { raw, caller } = request;
  const body = createRequestBody(raw, stallMs);
  try {
    const size = sizeOf(request, maxBytes);
    const { name, content } = await fileOf(request, body.stream);
    const known = spool.find(id, caller);
    if (known !== undefined) await assertSame(known, { name, size, content });
    else await spool.store.receive({ id, caller, name, size }, content, maxBytes);
    // Another gateway may have taken the spool over meanwhile.
    spool.assertHeld();
    const file = spool.find(id, caller);
    if (file === undefined && known !== undefined)
      throw new Refusal(423, sentenceOf('the file was delivered just now: send it again'));
    if (file === undefined) throw new Error(`file ${id} is gone as soon as it is here`);
    return { file };
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    // There is no connection to answer on.
    if (!raw.complete && raw.destroyed) return refused(new Refusal(400, sentenceOf('the connection was cut')));
    throw error;
  } finally {
    body.linger();
  }
}

/** Refusal: 409 for another file than the one that has come with the same key. */
async function assertSame(
  known: SpooledFile,
  { name, size, content }: { name: string; size: number | undefined; content: AsyncIterable<unknown> },
): Promise<void> {
  if (known.source === undefined) throw new Refusal(409, BEGUN);
  const isAlike = safeFileName(name) === known.name && (size === undefined || size === known.size);
  if (!isAlike || !(await isSameContent(known.source, content))) throw new Refusal(409, OTHER_FILE);
}

/** Bytes of the file, where they are known before it is read. Refusal: 413. */
function sizeOf({ headers }: FastifyRequest, maxBytes: number): number | undefined {
  const length = headers['content-length'];
  if (length === undefined) return undefined;
  const isForm = mediaType(headers['content-type']) === FORM;
  if (Number(length) > maxBytes + (isForm ? FORM_BYTES : 0)) throw new Refusal(413, tooLarge(maxBytes));
  return isForm ? undefined : Number(length);
}

/** Refusals: 415 for a form of another kind, 422 for a file without a name and for a form that is wrong. */
async function fileOf(
  { headers, query }: FastifyRequest,
  stream: ReturnType<typeof createRequestBody>['stream'],
): Promise<FileOfForm> {
  const { name: given } = query as { name?: unknown }; // as: a query is an object
  const named = typeof given === 'string' && given !== '' ? given : undefined;
  const type = mediaType(headers['content-type']);
  if (type === 'application/x-www-form-urlencoded') {
    throw new Refusal(
      415,
      sentenceOf('send the file itself as Content-Type: application/octet-stream, or in a form of multipart/form-data'),
    );
  }
  if (type !== FORM) {
    if (named === undefined)
      throw new Refusal(422, sentenceOf('the name of the file is missing: give it as ?name=house.ifc'));
    return { name: named, content: stream };
  }
  const file = await readFileOfForm(stream, headers['content-type'] ?? '');
  if (named === undefined && file.name === '')
    throw new Refusal(422, sentenceOf('the file of the form has no name: give it a filename'));
  return { ...file, name: named ?? file.name };
}

function refused({ status_code: status, sentence }: Refusal): Received {
  const headers = status === 429 ? { 'retry-after': String(RETRY_FULL_S) } : {};
  return { problem: createProblem(typeOf(status), sentence, status), headers };
}

function mediaType(header: string | undefined): string | undefined {
  return header?.split(';')[0]?.trim().toLowerCase();
}
