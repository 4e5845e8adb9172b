import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';
import type { Counters } from '../../../lib/simulation/counters.ts';
import type { Content } from './attachments.ts';
import type { Behaviour } from './options.ts';
import { Refusal } from './refusal.ts';

/** A form with one file in it. */
export interface ReceivedForm {
  fields: Record<string, string>;
  filename: string;
  kept: Content;
}

/** The bytes of the service, each file under a key of its own. */
export interface Contents {
  /**
   * Reads a form: `check` sees its fields, and may refuse them, before the bytes are kept. Of a form that is refused the rest is
   * read, so that the connection can be used again. Error: {@link Refusal}.
   */
  receive(
    request: FastifyRequest,
    check: (fields: Record<string, string>, filename: string) => void,
    fileField?: string,
  ): Promise<ReceivedForm>;
  /** The fields of a form without a file. */
  fieldsOnly(request: FastifyRequest): Promise<Record<string, string>>;
  /** Waits as long as the service takes to store a file. */
  settle(): Promise<void>;
  bytes(pkfile: string): Promise<Buffer>;
  stream(pkfile: string): ReadStream;
  clear(): Promise<void>;
}

/** Keeps bytes below `folder`. */
export async function createContents(options: {
  counters: Counters;
  folder: string;
  behaviour: Behaviour;
  signal: AbortSignal;
}): Promise<Contents> {
  const { counters, folder, behaviour, signal } = options;
  await mkdir(folder, { recursive: true });
  const seen = new Set<string>();
  const pathOf = (pkfile: string) => join(folder, pkfile);

  async function keep(filename: string, bytes: AsyncIterable<Buffer>, isCut: () => boolean): Promise<Content> {
    const pkfile = crypto.randomUUID();
    const hash = createHash('md5');
    let size = 0;
    try {
      await pipeline(
        async function* () {
          for await (const piece of bytes) {
            hash.update(piece);
            size += piece.length;
            yield piece;
          }
        },
        createWriteStream(pathOf(pkfile)),
      );
    } catch {
      throw new Refusal('文件不完整');
    }
    if (isCut()) {
      await rm(pathOf(pkfile), { force: true });
      throw new Refusal('文件不完整');
    }
    const md5 = hash.digest('hex');
    const key = `${filename} ${md5}`;
    counters.recordChunk(key, size, seen.has(key));
    seen.add(key);
    return { pkfile, size, md5 };
  }

  return {
    async receive(request, check, fileField = behaviour.fileField) {
      const fields: Record<string, string> = {};
      let outcome: { form: ReceivedForm } | { refusal: unknown } | undefined;
      for await (const one of request.parts()) {
        if (one.type === 'field') {
          if (one.fieldname in fields || outcome !== undefined) outcome = wrong(one.fieldname);
          fields[one.fieldname] = String(one.value);
          continue;
        }
        if (outcome === undefined && one.fieldname !== fileField) outcome = wrong(one.fieldname);
        if (outcome === undefined) {
          const { filename } = one;
          const isCut = () => request.raw.destroyed && !request.raw.complete;
          try {
            check(fields, filename);
            outcome = { form: { fields, filename, kept: await keep(filename, one.file, isCut) } };
          } catch (error) {
            outcome = { refusal: error };
          }
        }
        one.file.resume();
      }
      if (outcome === undefined) throw new Refusal('未接收到文件');
      if ('refusal' in outcome) throw outcome.refusal;
      return outcome.form;
    },
    async fieldsOnly(request) {
      const fields: Record<string, string> = {};
      for await (const one of request.parts()) {
        if (one.type === 'field') fields[one.fieldname] = String(one.value);
        else one.file.resume();
      }
      return fields;
    },
    async settle() {
      if (behaviour.storingMs > 0) await sleep(behaviour.storingMs, undefined, { signal });
    },
    bytes: (pkfile) => readFile(pathOf(pkfile)),
    stream: (pkfile) => createReadStream(pathOf(pkfile)),
    async clear() {
      seen.clear();
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
    },
  };
}

function wrong(place: string): { refusal: Refusal } {
  return { refusal: new Refusal(`参数错误：${place}`) };
}
