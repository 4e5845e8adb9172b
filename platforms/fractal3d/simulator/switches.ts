import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createProblem } from '../../../lib/simulation/problem.ts';
import type { Files } from './files.ts';
import { type Jobs, jobSwitch } from './jobs.ts';
import type { Rooms } from './rooms.ts';
import { type Webhooks, webhookSwitch } from './webhooks.ts';

const jobChange = z.strictObject({
  outcome: z.enum(['Succeeded', 'Failed']).optional(),
  /** It ends now. */
  ended: z.literal(true).optional(),
});
const fileChange = z.strictObject({
  name: z.string().optional(),
  size: z.number().int().optional(),
  md5: z.string().optional(),
});

/** Adds the platform's own switches to the control interface. */
export function addSwitches(
  routes: FastifyInstance,
  { jobs, files, webhooks, rooms }: { jobs: Jobs; files: Files; webhooks: Webhooks; rooms: Rooms },
): void {
  routes.post('/jobs', async (request, reply) => {
    jobs.addSwitch(jobSwitch.parse(request.body));
    return reply.code(204).send();
  });
  routes.delete('/jobs', async (_request, reply) => {
    jobs.clearSwitches();
    return reply.code(204).send();
  });
  routes.patch<{ Params: { id: string } }>('/jobs/:id', async (request, reply) => {
    const { outcome, ended } = jobChange.parse(request.body);
    const isThere = jobs.change(request.params.id, {
      ...(outcome === undefined ? {} : { outcome }),
      ...(ended === undefined ? {} : { endsAt: Date.now() }),
    });
    return isThere ? reply.code(204).send() : reply.code(404).send(createProblem(404));
  });
  routes.delete<{ Params: { id: string } }>('/jobs/:id', async (request, reply) =>
    reply.code(jobs.remove(request.params.id) ? 204 : 404).send(),
  );
  routes.patch<{ Params: { id: string } }>('/files/:id', async (request, reply) => {
    const { name, size, md5 } = fileChange.parse(request.body);
    const isThere = files.change(request.params.id, {
      ...(name === undefined ? {} : { name }),
      ...(size === undefined ? {} : { size }),
      ...(md5 === undefined ? {} : { md5 }),
    });
    return reply.code(isThere ? 204 : 404).send();
  });
  routes.delete<{ Params: { id: string } }>('/files/:id', async (request, reply) =>
    reply.code(files.remove(request.params.id) ? 204 : 404).send(),
  );
  routes.post('/webhooks', async (request, reply) => {
    webhooks.setMode(webhookSwitch.parse(request.body));
    return reply.code(204).send();
  });
  routes.post<{ Params: { id: string } }>('/webhooks/:id', async (request) => ({
    status: await webhooks.post(request.params.id),
  }));
  routes.get('/webhooks', async () => webhooks.posted());
  routes.delete('/sockets', async (_request, reply) => {
    rooms.cut();
    return reply.code(204).send();
  });
}
