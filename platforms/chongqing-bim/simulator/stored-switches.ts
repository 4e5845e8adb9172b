import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createProblem } from '../../../lib/simulation/problem.ts';
import type { Conversions } from './conversions.ts';
import { fileRecord } from './file-record.ts';
import type { Files } from './files.ts';

/** What may be altered of a file's record; its hash here is what the status tells, not what the file is found by. */
const fileChange = fileRecord.pick({ id: true, name: true, path: true, createdUserId: true, hash: true, size: true });
const taskChange = z.strictObject({ outcome: z.enum(['succeed', 'fail', 'lose']), message: z.string().default('') });

/** Adds the routes that remove or alter what the platform holds already, without notice to the client that delivered it. */
export function addStoredSwitches(
  routes: FastifyInstance,
  { files, conversions, folder }: { files: Files; conversions: Conversions; folder: string },
): void {
  routes.delete<{ Params: { hash: string } }>('/state/files/:hash', async ({ params: { hash } }, reply) => {
    if (!files.remove(hash)) return reply.code(404).send(createProblem(404, `no file ${hash}`));
    rmSync(join(folder, hash), { force: true });
    return reply.code(204).send();
  });
  routes.patch<{ Params: { hash: string } }>('/state/files/:hash', async ({ params: { hash }, body }, reply) => {
    const change = z.strictObject(fileChange.shape).partial().parse(body);
    return files.alter(hash, change) ?? reply.code(404).send(createProblem(404, `no file ${hash}`));
  });
  routes.delete<{ Params: { id: string } }>('/state/tasks/:id', async ({ params: { id } }, reply) => {
    if (!conversions.remove(id)) return reply.code(404).send(createProblem(404, `no task ${id}`));
    return reply.code(204).send();
  });
  routes.patch<{ Params: { id: string } }>('/state/tasks/:id', async ({ params: { id }, body }, reply) => {
    const task = conversions.alter(id, taskChange.parse(body));
    return task ?? reply.code(404).send(createProblem(404, `no task ${id}`));
  });
}
