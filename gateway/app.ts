import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { namesOf, sentenceOf } from '../contracts/sentences.ts';
import type { Config } from '../lib/config/load.ts';
import { ModelrailError } from '../lib/errors.ts';
import { remembering } from '../lib/words/say.ts';
import { assertOwnName, type Caller, createAuthentication } from './authentication.ts';
import { registerDocs } from './docs.ts';
import { problemOfFailure } from './failures.ts';
import { measureJson } from './measure-json.ts';
import { createMethodGuard } from './method-guard.ts';
import { createPageGuard } from './page-guard.ts';
import { createProblem, PROBLEM_TYPE, type Problem } from './problems.ts';
import {
  boundSilence,
  boundUnauthenticated,
  HEAD_CHECK_MS,
  IDLE_TIMEOUT_MS,
  refuseExpectation,
} from './request-time.ts';
import { WEBHOOK_ROUTE } from './routes/webhooks.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller; empty for routes without a token. */
    caller: Caller;
    /** The name of the caller's token, where it has one. */
    callerName: string | undefined;
    /** Why it may not go on. */
    refusal: unknown;
  }
  interface FastifyContextConfig {
    /** True of requests that no limit counts. Default: all are counted. */
    isUncounted?: (request: FastifyRequest) => boolean;
  }
}

/** Headers of answers that a page of another origin needs to send a file. */
const TUS_HEADERS = [
  ...['tus-resumable', 'tus-version', 'tus-extension', 'tus-max-size', 'upload-offset', 'upload-length'],
  ...['upload-expires', 'upload-metadata', 'modelrail-source'],
];

/** Seconds after which it is worth asking again while Temporal is away. */
const RETRY_AFTER_S = 5;
/** Longest address; an id has 200 characters at most. */
const MAX_PARAMETER_LENGTH = 500;
const MINUTE_MS = 60_000;

/** What of the configuration the web server itself needs. */
export type ServerSettings = Config['gateway'];

/** A web server with everything that all routes share: authentication, limits, errors. */
export async function createApp(
  settings: ServerSettings,
  logger: FastifyBaseLogger,
  version: string,
  sourceExtensions: readonly string[] = [],
): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    // A line for each answer is written below; two for each request would drown what matters.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: settings.maxBodySize,
    connectionTimeout: IDLE_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    http: { headersTimeout: settings.headerTimeout, connectionsCheckingInterval: HEAD_CHECK_MS },
    // In-flight requests complete; idle connections are closed at once.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: refuseUnreadable,
    // What the router cannot read comes to no route and to no hook.
    frameworkErrors(error, request, reply) {
      boundUnauthenticated(request.raw, settings);
      void sendProblem(reply, problemOfFailure(error));
    },
  });
  app.server.on('checkExpectation', (raw: IncomingMessage, response: ServerResponse) =>
    refuseExpectation(raw, response, settings),
  );
  app.setValidatorCompiler(validatorCompiler);
  // Types hold answers to their schemas; to parse thousands of files once more would only take time.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  const methodsOf = createMethodGuard(app);
  app.decorateRequest('caller', '');
  app.decorateRequest('callerName', undefined);
  app.decorateRequest('refusal', undefined);
  parseJson(app);

  const authenticate = createAuthentication(settings.tokens);
  const isOpen = settings.tokens.length === 0;
  const assertOwnPage = createPageGuard(settings.corsOrigins);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    // The address as the router took it: `/%761/ingestions` and `http://HOST/v1/ingestions` lead to the same route.
    const path = request.routeOptions.url ?? request.url.replace(/[?#].*$/s, '');
    const isGuarded =
      (path.startsWith('/v1/') && path !== WEBHOOK_ROUTE) || (path === '/metrics' && settings.metrics === 'token');
    // A browser asks without a token what it may send.
    if (isGuarded && request.method !== 'OPTIONS') identify(request);
    // Before anything is refused: a refused request has its time as well.
    if (request.caller === '') boundUnauthenticated(request.raw, settings);
    else boundSilence(request.raw, settings);
    if (isOpen) {
      assertOwnName(request.headers.host);
      assertOwnPage(request);
    }
    done();
  });
  /** Wrong tokens count towards the rate limit, so the limit is applied before the refusal. */
  const identify = (request: FastifyRequest) => {
    try {
      const { caller, name } = authenticate(request.headers.authorization);
      request.caller = caller;
      request.callerName = name;
    } catch (error) {
      request.refusal = error;
    }
  };
  app.addHook('preParsing', (request, _reply, payload, done) => {
    // Where there is nothing the limit comes later than here.
    if (request.refusal === undefined || request.is404) done(null, payload);
    else done(request.refusal as Error); // as: what was thrown a moment ago
  });
  // Behind the body, whose pieces come outside of what is remembered.
  app.addHook('preHandler', (_request, _reply, done) => remembering(done));
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode: status, elapsedTime } = reply;
    request.log.debug({ ...shownRequest(request), status, ms: Math.round(elapsedTime) }, 'answered');
    done();
  });
  const refuseAddress = (request: FastifyRequest, reply: FastifyReply) => {
    if (request.refusal !== undefined) return sendProblem(reply, problemOfFailure(request.refusal));
    const methods = methodsOf(request.url);
    if (methods.length === 0)
      return sendProblem(reply, createProblem('NotFound', sentenceOf('there is nothing at this address')));
    void reply.header('allow', methods.join(', '));
    const detail = sentenceOf('{method} is not allowed here, only {methods}', {
      method: request.method,
      methods: namesOf(methods),
    });
    return sendProblem(reply, createProblem('InvalidRequest', detail, 405));
  };
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOfFailure(error);
    // At an unknown address the address is the error to report, not the body.
    if (request.is404 && problem.status === 400) return refuseAddress(request, reply);
    if (problem.status >= 500) request.log.error({ err: error, ...shownRequest(request) }, 'failed');
    return sendProblem(reply, problem);
  });

  await app.register(helmet, {
    contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
    // The TLS proxy in front of the gateway decides about it.
    strictTransportSecurity: false,
  });
  if (settings.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: settings.corsOrigins.map((origin) => new URL(origin).origin),
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: ['location', 'retry-after', 'x-request-id', ...TUS_HEADERS],
      // Clients of the tus protocol ask by OPTIONS what the server can do.
      strictPreflight: false,
    });
  }
  await app.register(rateLimit, {
    max: settings.requestsPerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => request.caller || request.ip,
    allowList: (request) => request.routeOptions.config.isUncounted?.(request) === true,
    errorResponseBuilder: (_request, { max, ttl }) =>
      new ModelrailError(
        'RateLimited',
        sentenceOf('more than {max} requests in a minute: go on in {seconds} s, or raise gateway.requestsPerMinute', {
          max,
          seconds: Math.ceil(ttl / 1000),
        }),
      ),
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, refuseAddress);
  await registerDocs(app, { version, hasTokens: !isOpen, publicUrl: settings.publicUrl, sourceExtensions });
  return app;
}

/** What a log tells of a request: its route and the id in it, not its address, which may be a secret. */
function shownRequest({ method, params, routeOptions }: FastifyRequest): Record<string, unknown> {
  const id: unknown = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  return { method, route: routeOptions.url ?? 'none', ...(id === undefined ? {} : { id }) };
}

/** Sends a problem, with what its status wants to have beside it. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  // By it callers tell that their own token is meant, not the account of a worker that a platform does not take.
  if (problem.status === 401 && reply.request.refusal !== undefined)
    void reply.header('www-authenticate', 'Bearer realm="modelrail"');
  if (problem.status === 503) void reply.header('retry-after', RETRY_AFTER_S);
  // A connection that is closed while its client still writes may lose the answer; the rest of the body is read away.
  if (problem.status === 413) void reply.removeHeader('connection');
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
}

/** A body may be left out although its type is told. It is measured before anything is made of it. */
function parseJson(app: FastifyInstance): void {
  app.removeContentTypeParser(['application/json', 'text/plain']);
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      measureJson(body, request.routeOptions.config.longListsTo);
    } catch (error) {
      return done(error instanceof Error ? error : new Error(String(error)));
    }
    return parse(request, body, done);
  });
}

/** Answers a request that Node's parser could not read; its sender is not known. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, detail] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ([431, sentenceOf('the headers are too long')] as const)
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ([408, sentenceOf('the head of the request took too long')] as const)
        : ([400, sentenceOf('this is no HTTP request')] as const);
  const body = JSON.stringify(createProblem('InvalidRequest', detail, status));
  socket.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
