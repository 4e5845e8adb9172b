import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

const modelSwitch = z
  .strictObject({
    name: z.string().optional(),
    hash: z.string().optional(),
    errorMessage: z.string().min(1).default('ParseModelError'),
    /** For so many models only; without it for all that match. */
    times: z.number().int().positive().optional(),
  })
  .refine(({ name, hash }) => name !== undefined || hash !== undefined, { message: 'give a name or a hash' });

const taskSwitch = z.strictObject({
  /** `late`: it is not found at first. */
  next: z.enum(['fail', 'lose', 'late']),
  message: z.string().default('模型转换失败'),
  /** Of `late`: how long it is not found, in milliseconds. */
  visibleAfterMs: z.number().int().positive().default(3_000),
  /** For so many of the next tasks. */
  times: z.number().int().positive().default(1),
});

/** How a task is to end. */
export interface TaskOutcome {
  outcome: 'succeed' | 'fail' | 'lose';
  message: string;
  /** How long after its start it is found. */
  visibleAfterMs: number;
}

/** Switches that make models and tasks fail; looked at when a task is started, in memory only. */
export interface ConversionSwitches {
  /** How the next task ends; uses up a switch. */
  nextTask(): TaskOutcome;
  /** The error of a model that is about to be converted; empty when it will convert. */
  errorOf(model: { name: string; hash: string }): string;
  clear(): void;
  addRoutes(routes: FastifyInstance): void;
}

/** Makes the switches, all off. */
export function createConversionSwitches(): ConversionSwitches {
  let models: z.infer<typeof modelSwitch>[] = [];
  let tasks: TaskOutcome[] = [];

  function clear(): void {
    models = [];
    tasks = [];
  }

  return {
    nextTask: () => tasks.shift() ?? { outcome: 'succeed', message: '', visibleAfterMs: 0 },
    errorOf({ name, hash }) {
      const found = models.find((model) => (model.name ?? name) === name && (model.hash ?? hash) === hash);
      if (found === undefined) return '';
      if (found.times === 1) models = models.filter((model) => model !== found);
      else if (found.times !== undefined) found.times -= 1;
      return found.errorMessage;
    },
    clear,
    addRoutes(routes) {
      routes.post('/models', async (request) => {
        models.push(modelSwitch.parse(request.body));
        return models;
      });
      routes.get('/models', async () => models);
      routes.delete('/models', async (_request, reply) => {
        models = [];
        return reply.code(204).send();
      });
      routes.post('/tasks', async (request) => {
        const { next, message, visibleAfterMs, times } = taskSwitch.parse(request.body);
        const task: TaskOutcome =
          next === 'late'
            ? { outcome: 'succeed', message: '', visibleAfterMs }
            : { outcome: next, message, visibleAfterMs: 0 };
        for (let left = times; left > 0; left -= 1) tasks.push(task);
        return tasks;
      });
      routes.get('/tasks', async () => tasks);
      routes.delete('/tasks', async (_request, reply) => {
        tasks = [];
        return reply.code(204).send();
      });
    },
  };
}
