import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Job, type Jobs, statusOf } from './jobs.ts';
import { WEBHOOK_MODES, type WebhookMode } from './options.ts';

/** How webhooks are posted from now on. */
export const webhookSwitch = z.strictObject({
  mode: z.enum(WEBHOOK_MODES),
  lateMs: z.number().int().nonnegative().optional(),
});

/** A webhook that was posted. */
interface Posted {
  transactionId: string;
  at: string;
  /** HTTP status of the answer; 0 without one. */
  status: number;
}

/** Posts to the addresses that jobs were given. What it posts is not documented: `{transaction_id, status}`. */
export interface Webhooks {
  /** A job was begun, and is not answered yet. */
  submitted(job: Job): void;
  /** A job is new or changed: its end is posted when it comes. */
  watch(job: Job): void;
  /** Posts for a job at once, whatever the mode; answers the HTTP status. */
  post(id: string): Promise<number>;
  setMode(rule: z.infer<typeof webhookSwitch>): void;
  posted(): Posted[];
  clear(): void;
}

/** Makes the poster. It ends with the signal. */
export function createWebhooks(options: {
  jobs: () => Jobs;
  mode: WebhookMode;
  lateMs: number;
  signal: AbortSignal;
}): Webhooks {
  const { jobs, signal } = options;
  let { mode, lateMs } = options;
  let posted: Posted[] = [];
  const timers = new Map<string, NodeJS.Timeout>();
  const done = new Set<string>();

  async function send({ id, webhookUrl }: Job, status: string): Promise<number> {
    if (webhookUrl === undefined) return 0;
    let answered = 0;
    try {
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ transaction_id: id, status }),
        signal,
      });
      await response.arrayBuffer();
      answered = response.status;
    } catch {
      // An address where nothing listens is no matter to the platform.
    }
    posted.push({ transactionId: id, at: new Date().toISOString(), status: answered });
    return answered;
  }

  async function end(id: string): Promise<void> {
    const job = jobs().get(id);
    if (job === undefined || done.has(id) || statusOf(job) === 'Pending') return;
    done.add(id);
    if (mode === 'never' || mode === 'early') return;
    if (mode === 'late') await sleep(lateMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const other = job.outcome === 'Succeeded' ? 'Failed' : 'Succeeded';
    await send(job, mode === 'lying' ? other : job.outcome);
    if (mode === 'twice') await send(job, job.outcome);
  }

  return {
    submitted(job) {
      if (mode === 'early' || mode === 'lying') void send(job, 'Succeeded');
    },
    watch({ id, endsAt }) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      if (endsAt === undefined || done.has(id)) return;
      const timer = setTimeout(
        () => {
          timers.delete(id);
          void end(id);
        },
        Math.max(0, endsAt - Date.now()) + 1,
      );
      timers.set(id, timer);
      signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
    },
    async post(id) {
      const job = jobs().get(id);
      return job === undefined ? 0 : send(job, statusOf(job));
    },
    setMode(rule) {
      mode = rule.mode;
      lateMs = rule.lateMs ?? lateMs;
    },
    posted: () => [...posted],
    clear() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      done.clear();
      posted = [];
      ({ mode, lateMs } = options);
    },
  };
}
