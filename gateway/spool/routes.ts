import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Server } from '@tus/server';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { sentenceOf } from '../../contracts/sentences.ts';
import { problemOfFailure } from '../failures.ts';
import { createProblem, PROBLEM_TYPE, type Problem } from '../problems.ts';
import { passedHeaders, refusalOf } from './answer.ts';
import { createRequestBody } from './body.ts';
import { ITEM_ID } from './item.ts';
import { SpoolElsewhere } from './keeper.ts';
import { createKeyedFiles, isSameUpload } from './keyed.ts';
import { createLocker } from './locker.ts';
import { createOperation, operations, SOURCE_HEADER, TUS_BYTES, TUS_VERSION } from './operations.ts';
import { isWholeFile, OTHER_FILE, receiveWholeFile } from './post.ts';
import { Refusal } from './refusal.ts';
import type { Spool, SpooledFile } from './spool.ts';

const PATH = '/v1/files';
const DEFAULT_STALL_MS = 60_000;
/** How long a request that writes may go on when another one wants the upload. */
const LEAVE_MS = 300;
/** How long the other one waits for that. */
const LOCK_WAIT_MS = 10_000;
const ID_BYTES = 16;
/** Seconds after which the spool may have been taken over. */
const RETRY_ELSEWHERE_S = 5;
/** Seconds after which another request of the same key may have ended. */
const RETRY_TAKEN_S = 1;

const ASKED_HEADERS = ['tus-resumable', 'upload-length', 'upload-defer-length', 'upload-metadata', 'upload-offset'];

/** `/v1/files`: the tus protocol, and what lies in the spool. To be registered behind authentication. */
export function spoolRoutes(spool: Spool): FastifyPluginAsync {
  const { maxFileBytes, maxPostBytes = maxFileBytes, stallMs = DEFAULT_STALL_MS, logger } = spool.options;
  const newIds = new WeakMap<object, string>();
  const receiving = new Set<IncomingMessage>();
  const keyed = createKeyedFiles(spool);
  const tus = new Server({
    path: PATH,
    datastore: spool.store,
    maxSize: maxFileBytes,
    relativeLocation: true,
    locker: createLocker(LOCK_WAIT_MS),
    lockDrainTimeout: LEAVE_MS,
    namingFunction: (request) => newIds.get(request) ?? newId(),
    onResponseError(_request, error) {
      if (!('status_code' in error)) logger.error({ err: error }, 'spool: a file cannot be kept');
      return undefined;
    },
  });

  /** `fileId`: the id of an upload that is created. */
  async function relay(
    request: FastifyRequest,
    reply: FastifyReply,
    id?: string,
    fileId = id ?? newId(),
  ): Promise<FastifyReply> {
    const { raw, method } = request;
    const refused = refuse(request, id) ?? elsewhere(method) ?? foreign(request, id);
    if (refused !== undefined) {
      createRequestBody(raw, stallMs).linger();
      const later = refused.status === 503 ? { 'retry-after': String(RETRY_ELSEWHERE_S) } : {};
      return problem(reply, refused, { ...later, 'tus-resumable': TUS_VERSION, 'tus-version': TUS_VERSION });
    }
    const known = method === 'POST' ? spool.find(fileId, request.caller) : undefined;
    if (known !== undefined) return repeat(request, reply, known);
    const hasBody = method === 'POST' || method === 'PATCH';
    const body = hasBody ? createRequestBody(raw, stallMs) : undefined;
    const asked = new Request(`http://localhost${id === undefined ? PATH : `${PATH}/${id}`}`, {
      method,
      headers: askedHeaders(request),
      ...(body === undefined ? {} : { body: toWeb(body.stream), duplex: 'half' }),
    });
    newIds.set(asked, fileId);
    receiving.add(raw);
    const response = await spool.store
      .createdBy(request.caller, fileId, () => tus.handleWeb(asked))
      .finally(() => receiving.delete(raw));
    body?.linger();
    if (response.status < 400) {
      const headers = { ...passedHeaders(response), ...headersOf(fileId, request.caller) };
      const file = method === 'POST' ? spool.find(fileId, request.caller) : undefined;
      return reply.code(response.status).headers(headers).send(file);
    }
    // Its creator would not learn its address.
    if (method === 'POST') await spool.discard(fileId);
    const { status, text } = await reasonOf(response, fileId);
    const refusal = refusalOf(status, text, maxFileBytes);
    return problem(reply, refusal.problem, { ...refusal.headers, 'tus-resumable': TUS_VERSION });
  }

  /** The creation of an upload that is there: its sender goes on where it is. Bytes that come along have come before. */
  function repeat(request: FastifyRequest, reply: FastifyReply, known: SpooledFile): FastifyReply {
    createRequestBody(request.raw, stallMs).linger();
    const common = { 'tus-resumable': TUS_VERSION };
    if (!isSameUpload(request, known)) return problem(reply, createProblem('AlreadyExists', OTHER_FILE, 409), common);
    const told = { location: `${PATH}/${known.id}`, 'upload-offset': String(known.offset) };
    return reply
      .code(201)
      .headers({ ...common, ...told, ...headersOf(known.id, request.caller) })
      .send(known);
  }

  /** What comes to `POST`, whole or in parts, with a key or without. */
  async function post(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const done = await keyed.take(request, (id = newId()) =>
      isWholeFile(request) ? receive(request, reply, id) : relay(request, reply, undefined, id),
    );
    if (!('refused' in done)) return done;
    createRequestBody(request.raw, stallMs).linger();
    const isLater = done.refused.status === 423;
    return problem(reply, done.refused, isLater ? { 'retry-after': String(RETRY_TAKEN_S) } : {});
  }

  /** A file in one request, by those who know nothing of the tus protocol. */
  async function receive(request: FastifyRequest, reply: FastifyReply, id: string): Promise<FastifyReply> {
    const held = elsewhere(request.method);
    if (held !== undefined) {
      createRequestBody(request.raw, stallMs).linger();
      return problem(reply, held, { 'retry-after': String(RETRY_ELSEWHERE_S) });
    }
    const received = await receiveWholeFile(spool, id, request, { maxBytes: maxPostBytes, stallMs });
    if ('problem' in received) return problem(reply, received.problem, received.headers);
    return reply
      .code(201)
      .headers({ location: `${PATH}/${id}`, ...headersOf(id, request.caller) })
      .send(received.file);
  }

  /** While another gateway has the spool. What the server can do is told all the same. */
  function elsewhere(method: string): Problem | undefined {
    if (method === 'OPTIONS') return undefined;
    try {
      spool.assertHeld();
      return undefined;
    } catch (error) {
      if (error instanceof SpoolElsewhere) return problemOfFailure(error);
      throw error;
    }
  }

  /** A file of another caller is one that is not there. */
  function foreign({ caller }: FastifyRequest, id: string | undefined): Problem | undefined {
    return id !== undefined && spool.isForeign(id, caller) ? notFound(id) : undefined;
  }

  async function reasonOf(response: Response, id: string): Promise<{ status: number; text: string }> {
    const failure = spool.store.takeFailure(id);
    if (failure === undefined) return { status: response.status, text: await response.text() };
    if (failure instanceof Refusal) return { status: failure.status_code, text: failure.message };
    logger.error({ err: failure }, 'spool: a file cannot be kept');
    return { status: 500, text: '' };
  }

  /** What an upload has come to, in headers. */
  function headersOf(id: string, caller: string): Record<string, string> {
    const file = spool.find(id, caller);
    if (file === undefined) return {};
    if (file.source !== undefined) return { [SOURCE_HEADER]: encodeURI(file.source) };
    return { 'Upload-Expires': new Date(file.expiresAt).toUTCString() };
  }

  return async (app) => {
    app.removeAllContentTypeParsers();
    // Nothing is read here: the tus server takes the body as it comes.
    app.addContentTypeParser('*', (_request, _payload, done) => done(null));
    app.addHook('preClose', async () => {
      // A large file may take hours; its sender goes on later from where it is.
      for (const raw of receiving) raw.socket.destroy();
    });
    // The tus server checks what the schemas describe, with the answers that the protocol wants.
    const common = { validatorCompiler: () => () => true, bodyLimit: Number.MAX_SAFE_INTEGER, exposeHeadRoute: false };
    const idOf = (request: FastifyRequest) => (request.params as { id: string }).id; // As the paths below name it.

    app.options(PATH, { ...common, schema: operations.options }, (request, reply) => relay(request, reply));
    app.post(PATH, { ...common, schema: createOperation({ maxFileBytes, maxPostBytes }) }, post);
    const one = `${PATH}/:id`;
    const told = { ...common, config: { swagger: { exposeHeadRoute: true } } };
    app.head(one, { ...told, schema: operations.offset }, (request, reply) => relay(request, reply, idOf(request)));
    app.patch(one, { ...common, schema: operations.append }, (request, reply) => relay(request, reply, idOf(request)));
    app.delete(one, { ...common, schema: operations.remove }, (request, reply) => relay(request, reply, idOf(request)));
    app.get(one, { ...common, schema: operations.show }, async (request, reply) => {
      spool.assertHeld();
      const file = spool.find(idOf(request), request.caller);
      return file ?? problem(reply, notFound(idOf(request)));
    });
  };
}

/** What is seen before the tus server is asked. */
function refuse({ method, headers }: FastifyRequest, id: string | undefined): Problem | undefined {
  const version = headers['tus-resumable'];
  if (method !== 'OPTIONS' && version !== TUS_VERSION) {
    // The protocol has a status for a version that is not spoken; none is a request like any other that is wrong.
    const status = version === undefined ? 422 : 412;
    return createProblem(
      'InvalidRequest',
      sentenceOf('the header {header} is needed', { header: `Tus-Resumable: ${TUS_VERSION}` }),
      status,
    );
  }
  if (id !== undefined && !ITEM_ID.test(id)) return notFound(id);
  if (method === 'PATCH' && mediaType(headers['content-type']) !== TUS_BYTES) {
    return createProblem(
      'InvalidRequest',
      sentenceOf('the body must be sent as Content-Type: {type}', { type: TUS_BYTES }),
      415,
    );
  }
  return undefined;
}

function notFound(id: string): Problem {
  return createProblem(
    'NotFound',
    sentenceOf('there is no file {id}: it was delivered, removed, or has expired', { id }),
  );
}

function problem(reply: FastifyReply, answer: Problem, headers: Record<string, string> = {}): FastifyReply {
  reply.code(answer.status).headers(headers);
  return reply.request.method === 'HEAD' ? reply.send() : reply.type(PROBLEM_TYPE).send(answer);
}

function askedHeaders({ headers }: FastifyRequest): Record<string, string> {
  const asked = [...ASKED_HEADERS, 'content-length', 'upload-concat'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const isBytes = mediaType(headers['content-type']) === TUS_BYTES;
  return Object.fromEntries(isBytes ? [...asked, ['content-type', TUS_BYTES] as const] : asked);
}

function mediaType(header: string | undefined): string | undefined {
  return header?.split(';')[0]?.trim().toLowerCase();
}

function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  // Node's own type and that of the global one are declared apart; the object is the same.
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}

function newId(): string {
  return randomBytes(ID_BYTES).toString('hex');
}
