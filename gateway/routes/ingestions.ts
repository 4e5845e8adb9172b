import { hostname } from 'node:os';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import type { IngestStarted, SendingLimits } from '../../client/index.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { englishOf, type Sentence } from '../../contracts/sentences.ts';
import { isUrl } from '../../contracts/source-path.ts';
import { toProblem } from '../../lib/requests/check-files.ts';
import { type FileProblem, fileError } from '../../lib/requests/file-problem.ts';
import { limitsToSet, sourcesToReplace } from '../../lib/requests/ingest-request.ts';
import { requestError } from '../../lib/requests/problems.ts';
import { parseBySchema } from '../../lib/requests/schema-problems.ts';
import { parseSince } from '../../lib/requests/since.ts';
import { assertReachable, type ReachableServers } from '../../lib/sources/address-guard.ts';
import type { Caller } from '../authentication.ts';
import { allButBody } from '../body-validation.ts';
import type { GatewayContext } from '../context.ts';
import { pageOfFiles } from '../files-page.ts';
import { ingestionIdOf } from '../idempotency.ts';
import { readRequest } from '../read-request.ts';
import { accepted, ingestion, ingestionList, ingestionStarted, retryStarted } from '../schemas/answers.ts';
import { filesQuery, ingestionPath, listQuery, startHeaders } from '../schemas/parameters.ts';
import { problems } from '../schemas/problems.ts';

/** Calls about ingestions but their events. */
export function ingestionRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { link } = context;
  return (app, _options, done) => {
    app.setValidatorCompiler(allButBody);
    app.post(
      '/v1/ingestions',
      {
        schema: {
          operationId: 'startIngestion',
          summary: 'Start an ingestion',
          description:
            'Answers before anything is sent. With an `Idempotency-Key` it is safe to ask again, after a time-out or a restart too.',
          tags: ['ingestions'],
          headers: startHeaders,
          body: context.requestSchema,
          response: {
            202: ingestionStarted.describe('Started, or attached to; `Location` has its address.'),
            ...problems(401, 403, 404, 409, 413, 415, 422),
          },
        },
      },
      async (request, reply) => {
        const wanted = await readRequest(context, request.body, request.caller);
        const key = request.headers['idempotency-key'];
        const id = key === undefined ? context.createId() : ingestionIdOf(request.caller, key);
        const { caller, callerName: startedBy = NAMELESS } = request;
        const started = await start(context, wanted, { id, caller, startedBy, mayExist: key !== undefined });
        const { runId, isAttached, status = 'running', closedAt, warnings, told } = started;
        return reply
          .code(202)
          .header('location', `/v1/ingestions/${id}`)
          .send({
            id,
            runId,
            isAttached,
            status,
            ...(closedAt === undefined ? {} : { closedAt }),
            ...(warnings === undefined ? {} : { warnings }),
            ...(told === undefined ? {} : { told }),
          });
      },
    );

    app.get(
      '/v1/ingestions',
      {
        schema: {
          operationId: 'listIngestions',
          summary: 'Ingestions, latest first',
          description: 'As long as Temporal keeps them.',
          tags: ['ingestions'],
          querystring: listQuery,
          response: { 200: ingestionList, ...problems(401, 404, 422) },
        },
      },
      async (request) => {
        const { since, pageToken, hash, ...rest } = request.query;
        const filter = {
          ...definedOnly(rest),
          ...(hash === undefined ? {} : { hash: hash.toLowerCase() }),
          ...(since === undefined ? {} : { since: parseSince(since, Date.now(), 'since') }),
        };
        return (await link.client()).listPage(filter, pageToken);
      },
    );

    app.get(
      '/v1/ingestions/:id',
      {
        schema: {
          operationId: 'getIngestion',
          summary: 'One ingestion in full',
          description: 'Its end is told by `closedAt`, and how it ended by `status`.',
          tags: ['ingestions'],
          params: ingestionPath,
          querystring: filesQuery,
          response: { 200: ingestion, ...problems(401, 404, 422) },
        },
      },
      async (request) => pageOfFiles(await (await link.client()).get(request.params.id), request.query.filesPageToken),
    );

    app.patch(
      '/v1/ingestions/:id',
      {
        schema: {
          operationId: 'setIngestion',
          summary: 'Change its limits while it sends, within 5 seconds',
          tags: ['ingestions'],
          params: ingestionPath,
          body: limitsToSet,
          response: { 202: accepted.describe('Accepted.'), ...problems(401, 404, 409, 413, 415, 422) },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        await (await link.client()).set(id, readLimits(request.body));
        return reply.code(202).send({ id });
      },
    );

    for (const [action, summary] of [
      ['pause', 'Stop hashing and sending until it is resumed'],
      ['resume', 'Go on after a pause'],
      ['cancel', 'End it; a registration that runs is finished first'],
    ] as const) {
      app.post(
        `/v1/ingestions/:id/${action}`,
        {
          schema: {
            operationId: `${action}Ingestion`,
            summary,
            tags: ['ingestions'],
            params: ingestionPath,
            response: { 202: accepted.describe('Accepted.'), ...problems(401, 404, 409, 422) },
          },
        },
        async (request, reply) => {
          const { id } = request.params;
          await (await link.client())[action](id);
          return reply.code(202).send({ id });
        },
      );
    }

    app.post(
      '/v1/ingestions/:id/retry',
      {
        schema: {
          operationId: 'retryIngestion',
          summary: 'An ended one: do again what failed. An open one: try again now',
          description:
            'A new run of the same id, which leaves alone what was delivered. Ingestions of a sync are not retried: their sync tries again.',
          tags: ['ingestions'],
          params: ingestionPath,
          body: sourcesToReplace.optional(),
          response: { 202: retryStarted, ...problems(401, 403, 404, 409, 413, 415, 422) },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const sources = readSources(request.body, context.servers);
        const client = await link.client();
        await context.renew(id);
        return reply.code(202).send(await client.retry(id, { sources }));
      },
    );
    done();
  };
}

/** Error: `InvalidRequest`. */
function readLimits(body: unknown): SendingLimits {
  const parsed = parseBySchema<unknown>(limitsToSet, body);
  // JSON knows no keys whose value is undefined, so what was just parsed is of the stricter type after it.
  if ('data' in parsed) return JSON.parse(JSON.stringify(parsed.data)) as SendingLimits;
  throw requestError(parsed.problems, undefined, parsed.untold);
}

/** The addresses in the body of a retry, which may have none. Errors: `InvalidRequest`, `SourceNotAllowed`. */
function readSources(body: unknown, servers: ReachableServers): Record<string, string> {
  if (body === undefined || body === null) return {};
  const parsed = parseBySchema(sourcesToReplace, body);
  if (!('data' in parsed)) throw requestError(parsed.problems, undefined, parsed.untold);
  const { sources = {} } = parsed.data;
  const problems = Object.entries(sources).flatMap(([name, source]) => reachProblems(name, source, servers));
  if (problems.length > 0) throw fileError(problems);
  return sources;
}

function reachProblems(name: string, source: string, servers: ReachableServers): FileProblem[] {
  if (!isUrl(source)) return [];
  try {
    assertReachable(source, servers);
    return [];
  } catch (error) {
    return [{ ...toProblem(source, error), path: ['sources', name] }];
  }
}

/** Who starts an ingestion by a token without a name: all that is known is that this gateway was asked. */
const NAMELESS = `gateway@${hostname()}`;

/** The files of a delivered ingestion may no longer exist: a repeated request still gets the existing ingestion. */
async function start(
  context: GatewayContext,
  request: IngestRequest,
  { id, caller, startedBy, mayExist }: { id: string; caller: Caller; startedBy: string; mayExist: boolean },
): Promise<IngestStarted & { warnings?: string[]; told?: Sentence[] }> {
  const client = await context.link.client();
  const existing = mayExist ? await client.attach(id, request) : undefined;
  if (existing !== undefined) return existing;
  const warnings = await context.admit(request, id, caller);
  return {
    ...(await client.ingest(request, { id, startedBy })),
    ...(warnings.length === 0 ? {} : { warnings: warnings.map(englishOf), told: warnings }),
  };
}

/** Parameters that were given. */
function definedOnly<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Key in keyof T]?: Exclude<T[Key], undefined> }; // as: its own entries
}
