import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Counters } from './counters.ts';
import { CONTROL_PREFIX } from './fault-hooks.ts';
import { type Faults, faultRule } from './faults.ts';
import { createProblem, problemOf } from './problem.ts';

/** What the control interface of every simulator reaches. */
export interface ControlOptions {
  faults: Faults;
  counters: Counters;
  /** Everything that the platform holds, for `GET /_sim/state`. */
  readState(): unknown;
  /** Makes the platform as new. */
  resetPlatform(): Promise<void>;
  /** Adds the platform's own switches. */
  addRoutes(routes: FastifyInstance): void;
}

const resetQuery = z.strictObject({ only: z.enum(['faults', 'state', 'stats']).optional() });

/** Serves the control interface below `/_sim`: faults, statistics, request log, state, reset. */
export async function registerControlRoutes(app: FastifyInstance, options: ControlOptions): Promise<void> {
  const { faults, counters } = options;
  await app.register(
    async (routes) => {
      routes.setErrorHandler((error, _request, reply) => {
        if (error instanceof z.ZodError) return reply.code(400).send(createProblem(400, z.prettifyError(error)));
        const problem = problemOf(error);
        return reply.code(problem.status).send(problem);
      });

      routes.post('/faults', async (request) => {
        const rules = z.union([z.array(faultRule), faultRule.transform((rule) => [rule])]).parse(request.body);
        return rules.map((rule) => faults.add(rule));
      });
      routes.get('/faults', async () => faults.list());
      routes.delete('/faults', async (_request, reply) => {
        faults.clear();
        return reply.code(204).send();
      });
      routes.delete<{ Params: { id: string } }>('/faults/:id', async (request, reply) =>
        reply.code(faults.remove(request.params.id) ? 204 : 404).send(),
      );
      routes.get('/stats', async () => counters.stats());
      routes.get('/requests', async () => counters.log());
      routes.get('/state', async () => options.readState());
      routes.post('/reset', async (request, reply) => {
        const { only } = resetQuery.parse(request.query);
        if (only === undefined || only === 'faults') faults.clear();
        if (only === undefined || only === 'state') await options.resetPlatform();
        if (only === undefined || only === 'stats') counters.reset();
        return reply.code(204).send();
      });
      options.addRoutes(routes);
    },
    { prefix: CONTROL_PREFIX },
  );
}
