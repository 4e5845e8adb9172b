import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGatewayProcess } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let source: string;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  source = await system.addModel('house.ifc', smallIfc(1));
});

afterAll(() => system[Symbol.asyncDispose]());

interface Started {
  id: string;
  runId: string;
}

test('an Idempotency-Key holds over a gateway that is killed and started again: 200 requests at once, 50 keys, 50 ingestions', async () => {
  const keys = Array.from({ length: 50 }, () => `key-${randomUUID()}`);
  const bodies = keys.map(() => ({ ...system.request([]), files: [{ source }], options: { dryRun: true } }));
  let current = await startGatewayProcess(system);
  const port = Number(new URL(current.url).port);
  let answered = 0;
  let restarted: Promise<void> | undefined;
  const restart = async () => {
    await current.kill();
    current = await startGatewayProcess(system, { port });
  };
  const ask = async (index: number): Promise<Started> => {
    const init = { body: bodies[index % 50], headers: { 'idempotency-key': keys[index % 50] ?? '' } };
    for (;;) {
      try {
        const answer = await current.call<Started>('/v1/ingestions', init);
        expect(answer.status).toBe(202);
        answered += 1;
        if (answered === 60) restarted = restart();
        return answer.body;
      } catch (error) {
        // The gateway is gone: a service asks again with its key, once there is one.
        if (restarted === undefined && answered < 60) throw error;
        await restarted;
      }
    }
  };
  try {
    const all = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(index)));
    expect(restarted).toBeDefined();
    const runs = keys.map((_, index) => new Set(all.filter((__, at) => at % 50 === index).map(({ runId }) => runId)));
    expect(runs.map(({ size }) => size)).toEqual(keys.map(() => 1));
    expect(new Set(all.map(({ id }) => id)).size).toBe(50);
    for (const { id } of all.slice(0, 50)) expect((await system.finish(id)).status).toBe('completed');
  } finally {
    await current.kill();
  }
});
