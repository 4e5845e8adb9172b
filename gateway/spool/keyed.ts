import type { FastifyRequest } from 'fastify';
import { sentenceOf } from '../../contracts/sentences.ts';
import { fileIdOf, IDEMPOTENCY_KEY } from '../idempotency.ts';
import { createProblem, type Problem } from '../problems.ts';
import { safeFileName } from './file-name.ts';
import type { Spool, SpooledFile } from './spool.ts';

/** Files that are sent with an `Idempotency-Key`: a key stands for an id, so there is nothing else to keep of it. */
export interface KeyedFiles {
  /**
   * Does what a request with a key asks for, under the id of the key: one request of a key at a time. Answers why it is refused
   * otherwise. Without a key the id is undefined.
   */
  take<T>(request: FastifyRequest, work: (id: string | undefined) => Promise<T>): Promise<T | { refused: Problem }>;
}

/** See {@link KeyedFiles}. */
export function createKeyedFiles(spool: Spool): KeyedFiles {
  const taken = new Set<string>();
  return {
    async take(request, work) {
      const key = request.headers['idempotency-key'];
      if (key === undefined) return work(undefined);
      if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key)) {
        return {
          refused: createProblem(
            'InvalidRequest',
            sentenceOf('an Idempotency-Key is 1 to 255 printable ASCII characters without blanks'),
            422,
          ),
        };
      }
      const id = fileIdOf(request.caller, key);
      if (taken.has(id)) {
        const detail = sentenceOf(
          'another request with this Idempotency-Key is under way: ask again when it has ended',
        );
        return { refused: createProblem('AlreadyExists', detail, 423) };
      }
      taken.add(id);
      try {
        // One that has expired and was not swept yet would be in the way.
        if (spool.find(id, request.caller) === undefined) await spool.discard(id);
        return await work(id);
      } finally {
        taken.delete(id);
      }
    },
  };
}

/** True when the creation of an upload says of its file what is known of the one that is there. */
export function isSameUpload({ headers }: FastifyRequest, known: SpooledFile): boolean {
  const length = headers['upload-length'];
  const [, name] = /(?:^|,)\s*filename ([A-Za-z0-9+/=]+)/.exec(String(headers['upload-metadata'] ?? '')) ?? [];
  const isNamed = name !== undefined && safeFileName(Buffer.from(name, 'base64').toString()) === known.name;
  return isNamed && (length === undefined || Number(length) === known.size);
}
