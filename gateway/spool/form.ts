import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { sentenceOf } from '../../contracts/sentences.ts';
import { Refusal } from './refusal.ts';

/** What a form may have beside its file. */
const LIMITS = { files: 1, fields: 100, fieldSize: 64 * 1024, headerPairs: 100 };

/** The file of a form. */
export interface FileOfForm {
  /** As its sender calls it. */
  name: string;
  /** Its bytes; ends when all of the form was read and has no other file. */
  content: AsyncIterable<unknown>;
}

/**
 * Reads a body of `multipart/form-data` as far as its file. Refusal: 422 for a form that has none, more than one, or does
 * not end.
 */
export async function readFileOfForm(body: Readable, contentType: string): Promise<FileOfForm> {
  const form = openForm(contentType);
  const ended = new Promise<void>((resolve, reject) => {
    form.once('finish', resolve);
    form.once('filesLimit', () =>
      reject(new Refusal(422, sentenceOf('the form has more than one file: send each by itself'))),
    );
    // Whatever else comes of a form that was given up is no error of the process.
    form.on('error', (error: unknown) =>
      reject(new Refusal(422, sentenceOf('the form cannot be read: {reason}', { reason: reasonOf(error) }))),
    );
    body.once('error', reject);
  });
  ended.catch(() => {
    body.unpipe(form);
    form.destroy();
  });
  const found = new Promise<FileOfForm>((resolve, reject) => {
    form.once('file', (_field: string, stream: BusboyFileStream, name: string) => {
      async function* content() {
        yield* stream;
        await ended;
      }
      // One that is cut off ends with the form.
      stream.on('error', () => undefined);
      ended.catch((error: Error) => stream.destroy(error));
      resolve({ name, content: content() });
    });
    ended.then(
      () => reject(new Refusal(422, sentenceOf('the form has no file: it needs a part with a filename'))),
      reject,
    );
  });
  body.pipe(form);
  return found;
}

function openForm(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS, preservePath: true });
  } catch (error) {
    throw new Refusal(422, sentenceOf('the form cannot be read: {reason}', { reason: reasonOf(error) }));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
