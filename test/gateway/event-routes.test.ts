import Fastify from 'fastify';
import { validatorCompiler } from 'fastify-type-provider-zod';
import { expect, test } from 'vitest';
import { sendProblem } from '../../gateway/app.ts';
import type { GatewayContext } from '../../gateway/context.ts';
import { problemOfFailure } from '../../gateway/failures.ts';
import { eventRoutes } from '../../gateway/routes/events.ts';
import { createStreamShares } from '../../gateway/stream-shares.ts';
import type { Watcher } from '../../gateway/watch-hub.ts';

test('a watch that ends before its first state, as when the gateway stops, is no end of the ingestion', async () => {
  await using app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, problemOfFailure(error)));
  const watch = (_id: string, watcher: Watcher) => {
    queueMicrotask(() => watcher.end(undefined));
    return () => {};
  };
  const context = {
    hub: { watch, size: 0, close() {} },
    streamDurationMs: 60_000,
    streams: createStreamShares({ tokens: [] }),
  };
  await app.register(eventRoutes(context as unknown as GatewayContext)); // as: no more is looked at
  const answer = await app.inject('/v1/ingestions/a/events');
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBeDefined();
});
