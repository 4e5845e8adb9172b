import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { WireTask } from './conversions.ts';

const listingSwitch = z.strictObject({
  /** Which call answers so. Default: both. */
  endpoint: z.enum(['convertModel', 'convertProcess']).optional(),
  /** `none`: models are told without their hash; `upper`: in upper case. */
  hashes: z.enum(['none', 'upper']).optional(),
  /** `none`: models are told without their name. */
  names: z.literal('none').optional(),
  /** `none`: the task is told without its models; `one-of-a-name`: only the first of those that share a name. */
  models: z.enum(['none', 'one-of-a-name']).optional(),
  /**
   * `another-task`, `another-group`: the answer is about that one; `models-of-another-task`: its models are; `none`: it has no
   * ids; `upper`: in upper case.
   */
  ids: z.enum(['another-task', 'another-group', 'models-of-another-task', 'none', 'upper']).optional(),
  /** For so many answers; without it for all. */
  times: z.number().int().positive().optional(),
});
type ListingSwitch = z.infer<typeof listingSwitch>;

/** Switches for what the answers about tasks leave out or mix up, in memory only. */
export interface ListingSwitches {
  /** The answer as the switches have it; uses them up. */
  apply(endpoint: 'convertModel' | 'convertProcess', task: WireTask): WireTask;
  clear(): void;
  addRoutes(routes: FastifyInstance): void;
}

/** Makes the switches, all off. */
export function createListingSwitches(): ListingSwitches {
  let switches: ListingSwitch[] = [];

  function clear(): void {
    switches = [];
  }

  return {
    apply(endpoint, task) {
      const standing = switches.filter((one) => (one.endpoint ?? endpoint) === endpoint);
      for (const one of standing) if (one.times !== undefined) one.times -= 1;
      switches = switches.filter(({ times }) => times !== 0);
      return standing.reduce(alter, task);
    },
    clear,
    addRoutes(routes) {
      routes.post('/listings', async (request) => {
        switches.push(listingSwitch.parse(request.body));
        return switches;
      });
      routes.get('/listings', async () => switches);
      routes.delete('/listings', async (_request, reply) => {
        clear();
        return reply.code(204).send();
      });
    },
  };
}

function alter(task: WireTask, { hashes, names, models, ids }: ListingSwitch): WireTask {
  let modelList = task.modelList;
  if (models === 'none') modelList = [];
  if (models === 'one-of-a-name') {
    modelList = modelList.filter(
      ({ modelName }, index) => modelList.findIndex((other) => other['modelName'] === modelName) === index,
    );
  }
  if (hashes === 'none') modelList = modelList.map((model) => ({ ...model, hash: null }));
  if (hashes === 'upper')
    modelList = modelList.map((model) => ({ ...model, hash: String(model['hash']).toUpperCase() }));
  if (names === 'none') modelList = modelList.map((model) => ({ ...model, modelName: null }));
  if (ids === 'models-of-another-task') modelList = modelList.map((model) => ({ ...model, taskId: randomUUID() }));
  return { ...task, modelList, ...idsOf(task, ids) };
}

function idsOf({ projectId, taskId }: WireTask, ids: ListingSwitch['ids']): Pick<WireTask, 'projectId' | 'taskId'> {
  switch (ids) {
    case 'another-task':
      return { projectId, taskId: randomUUID() };
    case 'another-group':
      return { projectId: randomUUID(), taskId };
    case 'none':
      return { projectId: null, taskId: null };
    case 'upper':
      return { projectId: projectId?.toUpperCase() ?? null, taskId: taskId?.toUpperCase() ?? null };
    default:
      return { projectId, taskId };
  }
}
