import type { Plan } from './plan.ts';

/** Turns on what the platform is to spoil or to lose by itself. */
export async function flipSwitches(url: string, { models, tasks, losses, unfit }: Plan): Promise<void> {
  for (const model of models) await post(`${url}/_sim/models`, model);
  for (const task of tasks) await post(`${url}/_sim/tasks`, task);
  for (const loss of losses) await post(`${url}/_sim/losses`, loss);
  for (const one of unfit) await post(`${url}/_sim/unfit`, one);
}

/** Turns all of it off. */
export async function clearSwitches(url: string): Promise<void> {
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
