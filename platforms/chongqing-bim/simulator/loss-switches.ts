import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

const lossSwitch = z.strictObject({
  /** `chunk`: one that was accepted is not kept. `upload`: all chunks of a file are gone when its merge is asked for. */
  next: z.enum(['chunk', 'upload']),
  /** For so many of the next ones. */
  times: z.number().int().positive().default(1),
});

/** Switches that make the platform lose what it has accepted, in memory only. */
export interface LossSwitches {
  /** True when this chunk, or the upload that is to be merged, is lost; uses up a switch. */
  takes(what: 'chunk' | 'upload'): boolean;
  clear(): void;
  addRoutes(routes: FastifyInstance): void;
}

/** Makes the switches, all off. */
export function createLossSwitches(): LossSwitches {
  const left = { chunk: 0, upload: 0 };

  function clear(): void {
    Object.assign(left, { chunk: 0, upload: 0 });
  }

  return {
    takes(what) {
      if (left[what] === 0) return false;
      left[what] -= 1;
      return true;
    },
    clear,
    addRoutes(routes) {
      routes.post('/losses', async (request) => {
        const { next, times } = lossSwitch.parse(request.body);
        left[next] += times;
        return left;
      });
      routes.get('/losses', async () => left);
      routes.delete('/losses', async (_request, reply) => {
        clear();
        return reply.code(204).send();
      });
    },
  };
}
