import type { Plan } from './plan.ts';
import { readLosses } from './platform-state.ts';

/** What a platform can be told to spoil or to lose by itself. */
export interface Switches {
  flip(): Promise<void>;
  /** Turns all of it off; answers what was to be lost and has not been. */
  clear(): Promise<Record<'chunk' | 'upload', number>>;
}

/** The switches of a plan, at the simulator of `url`. */
export function createSwitches(url: string, plan: Plan): Switches {
  return {
    flip: () => flipSwitches(url, plan),
    async clear() {
      const lossesLeft = await readLosses(url);
      await clearSwitches(url);
      return lossesLeft;
    },
  };
}

async function flipSwitches(url: string, { models, tasks, losses, unfit }: Plan): Promise<void> {
  for (const model of models) await post(`${url}/_sim/models`, model);
  for (const task of tasks) await post(`${url}/_sim/tasks`, task);
  for (const loss of losses) await post(`${url}/_sim/losses`, loss);
  for (const one of unfit) await post(`${url}/_sim/unfit`, one);
}

async function clearSwitches(url: string): Promise<void> {
  for (const path of ['models', 'tasks', 'losses', 'unfit']) await fetch(`${url}/_sim/${path}`, { method: 'DELETE' });
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
