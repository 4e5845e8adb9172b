import { type Phrase, phraseOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { parseJsonText } from '../../lib/http/body.ts';
import { callSentence } from '../../lib/http/context.ts';
import { notJsonFailure, wrongShapeFailure } from '../../lib/http/failures.ts';
import { headerOf } from '../../lib/http/headers.ts';
import type { HttpAnswer, HttpStream } from '../../lib/http/http.ts';
import { envelopeOf, readAnswer } from './answers.ts';
import { createBase64Decoder } from './base64.ts';

/** Bytes within which an answer is told from a file: a refusal is far shorter. */
const HEAD_BYTES = 64 * 1024;

/** Where the content begins in an answer of `stream=true` (section 9.1). */
const CONTENT = /"body"\s*:\s*"/;

/** The content of an attachment that comes as it is (section 9.2). Throws what a refusal in its place stands for. */
export async function* readFileAnswer(answer: HttpStream): AsyncGenerator<Buffer> {
  const { pieces, head, isWhole } = await takeHead(
    answer,
    answer.status >= 200 && answer.status <= 299 ? HEAD_BYTES : Number.POSITIVE_INFINITY,
  );
  if (isRefusal(answer, head, isWhole)) {
    readAnswer(asAnswer(answer, head));
    throw wrongShapeFailure(asAnswer(answer, head), answer.context, 'it has no content');
  }
  if (head.length > 0) yield head;
  yield* pieces;
}

/** A file says so, or is no JSON of the service's; a page without a name is a proxy's. */
function isRefusal({ status, headers }: HttpStream, head: Buffer, isWhole: boolean): boolean {
  if (status < 200 || status > 299) return true;
  if (headerOf(headers, 'content-disposition') !== undefined) return false;
  const type = headerOf(headers, 'content-type') ?? '';
  if (/\bhtml\b/i.test(type)) return true;
  if (!isWhole) return false;
  const parsed = parseJsonText(head.toString());
  return parsed.isJson && envelopeOf(parsed.value) !== undefined;
}

/** The content of an attachment that comes as base64 within JSON; no more of it is held than a piece. */
export async function* readStreamAnswer(answer: HttpStream): AsyncGenerator<Buffer> {
  const source = answer.pieces;
  let head = '';
  let start: RegExpExecArray | null = null;
  const isGood = answer.status >= 200 && answer.status <= 299;
  for await (const piece of unended(source)) {
    head += piece.toString('latin1');
    start = isGood ? CONTENT.exec(head) : null;
    if (start !== null || (isGood && head.length > HEAD_BYTES)) break;
  }
  if (start === null) {
    const whole = asAnswer(answer, Buffer.from(head, 'latin1'));
    answer.close();
    if (isGood && head.length > HEAD_BYTES) throw notJsonFailure(whole, answer.context, true);
    readAnswer(whole, { holdsSecret: true });
    throw wrongShapeFailure(whole, answer.context, 'data.body: is missing');
  }
  const decoder = createBase64Decoder();
  const before = head.slice(0, start.index + start[0].length);
  let behind = '';
  let isOver = false;
  const take = (text: string): Buffer | undefined => {
    if (isOver) {
      behind += text;
      if (behind.length > HEAD_BYTES)
        throw unreadable(answer, phraseOf('the answer goes on for too long behind the content'));
      return undefined;
    }
    const end = text.indexOf('"');
    isOver = end !== -1;
    if (isOver) behind = text.slice(end);
    const bytes = decoder.add(isOver ? text.slice(0, end) : text);
    if (bytes === undefined) throw unreadable(answer, phraseOf('the answer has a content that is no base64'));
    return bytes;
  };
  const first = take(head.slice(before.length));
  if (first !== undefined && first.length > 0) yield first;
  for await (const piece of source) {
    const bytes = take(piece.toString('latin1'));
    if (bytes !== undefined && bytes.length > 0) yield bytes;
  }
  if (!isOver || !decoder.isWhole()) throw unreadable(answer, phraseOf('the answer ends within the content'));
  // Without its content it is as short as any other, and says whether that counts.
  readAnswer(asAnswer(answer, Buffer.from(before + behind, 'latin1')), { holdsSecret: true });
}

/** The beginning of a body, and what follows; all of it where it is short. */
async function takeHead(
  { pieces }: HttpStream,
  most: number,
): Promise<{ head: Buffer; isWhole: boolean; pieces: AsyncGenerator<Buffer> }> {
  const taken: Buffer[] = [];
  let length = 0;
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) return { head: Buffer.concat(taken), isWhole: true, pieces };
    taken.push(next.value);
    length += next.value.length;
    if (length > most) return { head: Buffer.concat(taken), isWhole: false, pieces };
  }
}

/** The same pieces; leaving the loop early does not end them. */
async function* unended(pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
}

function asAnswer({ status, headers, context }: HttpStream, body: Buffer): HttpAnswer {
  return { status, headers, context, body };
}

function unreadable({ context }: HttpStream, words: Phrase): ModelrailError {
  return new ModelrailError('UnexpectedResponse', callSentence(context, words), { isRetryable: true });
}

/** The name of the file that `content-disposition` tells, percent-encoded or not; undefined where it tells none. */
export function nameIn(headers: HttpStream['headers']): string | undefined {
  const field = headerOf(headers, 'content-disposition') ?? '';
  const extended = /filename\*\s*=\s*(?:utf-8)?'[^']*'([^;]+)/i.exec(field)?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;]+))/i.exec(field);
  const given = (extended ?? plain?.[1] ?? plain?.[2])?.trim();
  if (given === undefined || given === '') return undefined;
  try {
    return decodeURIComponent(given);
  } catch {
    // A percent sign that stands for itself.
    return given;
  }
}
