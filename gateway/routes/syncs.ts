import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { allButBody } from '../body-validation.ts';
import type { GatewayContext } from '../context.ts';
import { readApproval, readNamedSync, readNote, readSpan, readSync } from '../read-sync.ts';
import { problems } from '../schemas/problems.ts';
import { backfillBody, noteBody, putQuery, syncPath, triggerBody } from '../schemas/sync-parameters.ts';
import { syncPlan } from '../schemas/sync-plan.ts';
import { namedSync, sync, syncDeleted, syncList, syncPut, syncStarted } from '../schemas/syncs.ts';
import { PLAN_LISTS_DEPTH, PLAN_MAX_BODY_BYTES, shortenPlan } from '../shorten-plan.ts';

/** Calls about recurring syncs. */
export function syncRoutes(context: GatewayContext): FastifyPluginCallbackZod {
  const { link, syncSchema } = context;
  const syncs = async () => (await link.client()).syncs;
  const tags = ['syncs'];
  return (app, _options, done) => {
    app.setValidatorCompiler(allButBody);
    app.get(
      '/v1/syncs',
      {
        schema: {
          operationId: 'listSyncs',
          summary: 'Recurring syncs, by name',
          tags,
          response: { 200: syncList, ...problems(401) },
        },
      },
      async () => ({ syncs: await (await syncs()).list() }),
    );

    app.post(
      '/v1/syncs',
      {
        schema: {
          operationId: 'createSync',
          summary: 'Declare a new sync; starts no run',
          tags,
          body: syncSchema.named,
          response: {
            201: namedSync.describe('Declared; `Location` has its address.'),
            ...problems(401, 403, 404, 409, 413, 415, 422, 502),
          },
        },
      },
      async (request, reply) => {
        const { name, declaration } = await readNamedSync(context, request.body);
        await (await syncs()).create(name, declaration);
        return reply.code(201).header('location', `/v1/syncs/${name}`).send({ name });
      },
    );

    app.get(
      '/v1/syncs/:name',
      {
        schema: {
          operationId: 'getSync',
          summary: 'One sync in full, and what its last run did',
          tags,
          params: syncPath,
          response: { 200: sync, ...problems(401, 404, 422) },
        },
      },
      async (request) => (await syncs()).get(request.params.name),
    );

    app.put(
      '/v1/syncs/:name',
      {
        schema: {
          operationId: 'putSync',
          summary: 'Declare a sync whole, whether it is there or not; nothing is written where nothing differs',
          tags,
          params: syncPath,
          querystring: putQuery,
          body: syncSchema.unnamed,
          response: {
            200: syncPut.describe('Changed, or as it was.'),
            201: syncPut.describe('It was not there.'),
            ...problems(401, 403, 404, 409, 413, 415, 422, 502),
          },
        },
      },
      async (request, reply) => {
        const declaration = await readSync(context, request.body);
        const reset = request.query.reset === 'true';
        const put = await (await syncs()).put(request.params.name, declaration, { reset });
        return reply.code(put.op === 'create' ? 201 : 200).send(put);
      },
    );

    app.delete(
      '/v1/syncs/:name',
      {
        schema: {
          operationId: 'deleteSync',
          summary: 'End it and forget what it delivered; what is on the platform stays',
          tags,
          params: syncPath,
          response: { 200: syncDeleted, ...problems(401, 404, 409, 422, 502) },
        },
      },
      async (request) => {
        const { name } = request.params;
        return { name, ...(await (await syncs()).delete(name)) };
      },
    );

    app.post(
      '/v1/syncs/:name/plan',
      {
        schema: {
          operationId: 'planSync',
          summary: 'Say what a run would do; nothing is done or remembered',
          tags,
          params: syncPath,
          response: { 200: syncPlan, ...problems(401, 403, 404, 409, 422, 502) },
        },
      },
      async (request) => shortenPlan(await (await syncs()).plan(request.params.name)),
    );

    app.post(
      '/v1/syncs/:name/trigger',
      {
        // A plan comes back in it.
        bodyLimit: PLAN_MAX_BODY_BYTES,
        config: { longListsTo: PLAN_LISTS_DEPTH },
        schema: {
          operationId: 'triggerSync',
          summary: 'Make a run now; during another it is queued',
          tags,
          params: syncPath,
          body: triggerBody.optional(),
          response: { 202: syncStarted, ...problems(401, 404, 413, 415, 422, 502) },
        },
      },
      async (request, reply) => {
        const options = readApproval(request.body);
        return reply.code(202).send(await (await syncs()).trigger(request.params.name, options));
      },
    );

    for (const [action, summary] of [
      ['pause', 'Make no run until it is resumed; one that is made goes on'],
      ['resume', 'Make runs again after a pause'],
    ] as const) {
      app.post(
        `/v1/syncs/:name/${action}`,
        {
          schema: {
            operationId: `${action}Sync`,
            summary,
            tags,
            params: syncPath,
            body: noteBody.optional(),
            response: { 202: namedSync.describe('Done.'), ...problems(401, 404, 413, 415, 422) },
          },
        },
        async (request, reply) => {
          const { name } = request.params;
          await (await syncs())[action](name, readNote(request.body));
          return reply.code(202).send({ name });
        },
      );
    }

    app.post(
      '/v1/syncs/:name/backfill',
      {
        schema: {
          operationId: 'backfillSync',
          summary: 'Make one run for all that were due in a span of time',
          tags,
          params: syncPath,
          body: backfillBody,
          response: { 202: syncStarted, ...problems(401, 404, 413, 415, 422) },
        },
      },
      async (request, reply) => {
        const span = readSpan(request.body);
        return reply.code(202).send(await (await syncs()).backfill(request.params.name, span));
      },
    );
    done();
  };
}
