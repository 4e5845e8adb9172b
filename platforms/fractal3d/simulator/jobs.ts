import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Store } from '../../../lib/simulation/store.ts';

const storedJob = z.object({
  id: z.string(),
  kind: z.enum(['convert', 'thumbnail']),
  fileId: z.string().optional(),
  url: z.string().optional(),
  name: z.string(),
  /** `e3dx`, `e2dx`, or `400x300`. */
  target: z.string(),
  startedAt: z.number(),
  /** When it ends; absent while it is held. */
  endsAt: z.number().optional(),
  outcome: z.enum(['Succeeded', 'Failed']),
  webhookUrl: z.string().optional(),
  /** Of what is converted; absent until an address was fetched. */
  md5: z.string().optional(),
});
/** A conversion or a thumbnail; how it stands follows from the clock. */
export type Job = z.infer<typeof storedJob>;

/** What a job is asked for with. */
export type JobOrder = Pick<Job, 'kind' | 'fileId' | 'url' | 'name' | 'target' | 'webhookUrl' | 'md5'>;

/** What the next jobs of a name come to. */
export const jobSwitch = z.strictObject({
  /** Jobs of this name; absent: of any. */
  name: z.string().optional(),
  kind: z.enum(['convert', 'thumbnail']).optional(),
  outcome: z.enum(['Succeeded', 'Failed']).default('Succeeded'),
  /** It does not end before it is told to. */
  held: z.boolean().default(false),
  times: z.number().int().positive().optional(),
});

/** The platform's jobs. */
export interface Jobs {
  start(order: JobOrder): Job;
  get(id: string): Job | undefined;
  list(): (Job & { status: string })[];
  /** Changes a job; false when there is none. */
  change(id: string, change: Partial<Pick<Job, 'outcome' | 'endsAt' | 'md5'>>): boolean;
  remove(id: string): boolean;
  addSwitch(rule: z.infer<typeof jobSwitch>): void;
  clearSwitches(): void;
}

/** Opens the jobs of a store. `onChange` is told of each that is new or changed. */
export function openJobs(store: Store, conversionMs: number, onChange: (job: Job) => void): Jobs {
  const jobs = store.collection('jobs', (value) => storedJob.parse(value));
  let switches: { rule: z.infer<typeof jobSwitch>; used: number }[] = [];

  function switchFor({ name, kind }: JobOrder): z.infer<typeof jobSwitch> | undefined {
    const found = switches.find(
      ({ rule, used }) =>
        (rule.name ?? name) === name && (rule.kind ?? kind) === kind && used < (rule.times ?? Number.POSITIVE_INFINITY),
    );
    if (found !== undefined) found.used += 1;
    return found?.rule;
  }

  function keep(job: Job): void {
    jobs.set(job.id, job);
    onChange(job);
  }

  return {
    start(order) {
      const rule = switchFor(order);
      const startedAt = Date.now();
      const job: Job = { ...order, id: randomUUID(), startedAt, outcome: rule?.outcome ?? 'Succeeded' };
      if (rule?.held !== true) job.endsAt = startedAt + conversionMs;
      keep(job);
      return job;
    },
    get: (id) => jobs.get(id),
    list: () => [...jobs.values()].map((job) => ({ ...job, status: statusOf(job) })),
    change(id, change) {
      const job = jobs.get(id);
      if (job === undefined) return false;
      keep({ ...job, ...change });
      return true;
    },
    remove(id) {
      const isThere = jobs.has(id);
      jobs.delete(id);
      return isThere;
    },
    addSwitch: (rule) => void switches.push({ rule, used: 0 }),
    clearSwitches: () => {
      switches = [];
    },
  };
}

/** `Pending` until its time is over. */
export function statusOf({ endsAt, outcome }: Job): 'Pending' | Job['outcome'] {
  return endsAt === undefined || endsAt > Date.now() ? 'Pending' : outcome;
}

/** What a job makes of its file: the same bytes whenever it is asked for. */
export function resultOf({ id, target, md5 = '' }: Job, bytes: number): Buffer {
  const head = Buffer.from(`${target} ${md5} ${id}\n`);
  const pattern = createHash('sha256').update(`${target} ${md5}`).digest();
  const body = Buffer.alloc(Math.max(head.length, bytes), pattern);
  head.copy(body);
  return body;
}
