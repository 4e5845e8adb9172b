import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { afterAll, vi } from 'vitest';
import { createModelrail, type IngestRequest, type Modelrail, type ModelrailOptions } from '../../client/index.ts';
import { temporalAddress } from '../support/provided.ts';
import { freshTaskQueue, startStandInWorker } from '../support/stand-in-worker.ts';
import type { StandInActivities } from '../support/stand-in-workflow.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

/** A client of the test run's server. */
export function connect(taskQueue: string, options: ModelrailOptions = {}): Promise<Modelrail> {
  return createModelrail({ address: temporalAddress(), taskQueue, ...options });
}

/** The library, a worker with the stand-in for its workflow, and Temporal's own client, on one task queue. */
export interface ClientRig {
  taskQueue: string;
  modelrail: Modelrail;
  client: Client;
}

/** Starts what most tests of the library need, for the duration of a test file. */
export async function startClientRig(
  options: { modelrail?: ModelrailOptions; step?: StandInActivities['step'] } = {},
): Promise<ClientRig> {
  const taskQueue = freshTaskQueue();
  const modelrail = await connect(taskQueue, options.modelrail);
  const worker = await startStandInWorker(taskQueue, options.step);
  const temporal = await connectTemporalClient();
  afterAll(async () => {
    await worker.stop();
    await modelrail.close();
    await temporal[Symbol.asyncDispose]();
  });
  return { taskQueue, modelrail, client: temporal.client };
}

/** A request that makes the stand-in workflow play a scenario. */
export function requestFor(scenario: string, sources: string[] = ['/models/house.ifc']): IngestRequest {
  return {
    platform: 'cq',
    project: { name: 'Bridge', code: 'B-1' },
    group: { name: scenario },
    files: sources.map((source) => ({ source, host: 'here' })),
  };
}

/** An id that no other test uses. */
export function freshId(): string {
  return `t-${randomUUID()}`;
}

/** Tries until nothing is thrown; a loaded machine may need seconds for what takes milliseconds otherwise. */
export function eventually<T>(attempt: () => Promise<T>, intervalMs = 50): Promise<T> {
  return vi.waitFor(attempt, { timeout: 20_000, interval: intervalMs });
}

/** An activity that heartbeats until it is cancelled: the same, or what a function answers each time. */
export async function heartbeatForever(details: unknown): Promise<void> {
  const beat = () => Context.current().heartbeat(typeof details === 'function' ? details() : details);
  const beats = setInterval(beat, 200);
  beat();
  try {
    await Context.current().cancelled;
  } finally {
    clearInterval(beats);
  }
}
