import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Refusal } from './answers.ts';

const unfitSwitch = z.strictObject({
  /** The file's name in the call. */
  name: z.string().min(1),
  /** MD5 of the content; without it all of the name are meant. */
  hash: z.string().min(1).optional(),
  endpoint: z.enum(['convertModel', 'createProjectFile']).default('convertModel'),
  /** Words of the refusal; what has to name the file has its name in it. */
  message: z.string().min(1).default('文件不符合要求'),
  /** For so many calls only; without it for all that have the file. */
  times: z.number().int().positive().optional(),
});
type UnfitSwitch = z.infer<typeof unfitSwitch>;

/** Switches for files that a call does not take: it is refused as a whole. In memory only. */
export interface UnfitSwitches {
  /** Throws a Refusal for a file of the call that is not taken. */
  check(endpoint: UnfitSwitch['endpoint'], file: { name: string; hash: string }): void;
  clear(): void;
  addRoutes(routes: FastifyInstance): void;
}

/** Makes the switches, all off. */
export function createUnfitSwitches(): UnfitSwitches {
  let unfit: UnfitSwitch[] = [];

  function clear(): void {
    unfit = [];
  }

  return {
    check(endpoint, { name, hash }) {
      const found = unfit.find((one) => one.endpoint === endpoint && one.name === name && (one.hash ?? hash) === hash);
      if (found === undefined) return;
      if (found.times === 1) unfit = unfit.filter((one) => one !== found);
      else if (found.times !== undefined) found.times -= 1;
      throw new Refusal(found.message);
    },
    clear,
    addRoutes(routes) {
      routes.post('/unfit', async (request) => {
        unfit.push(unfitSwitch.parse(request.body));
        return unfit;
      });
      routes.get('/unfit', async () => unfit);
      routes.delete('/unfit', async (_request, reply) => {
        clear();
        return reply.code(204).send();
      });
    },
  };
}
