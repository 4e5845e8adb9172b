import { pseudoRandomBytes, smallIfc } from '../test/support/model-files.ts';
import type { TestSystem } from '../test/support/system.ts';

async function startOne(system: TestSystem): Promise<string> {
  return await system.start(system.request([await system.addModel('a.ifc', smallIfc(1))]));
}

/** A run that notes in its memo that a step waits, and that it goes on; answers its id. */
export async function noteWait(system: TestSystem): Promise<string> {
  await system.simulator.fault({ match: { endpoint: 'convertModel' }, kind: 'status', status: 503, times: 3 });
  const id = await startOne(system);
  await system.finish(id);
  return id;
}

/** A run that is cancelled while it waits, and notes that as well; answers its id. */
export async function cancelWaiting(system: TestSystem): Promise<string> {
  await system.simulator.fault({ match: { endpoint: 'convertModel' }, kind: 'status', status: 503 });
  const id = await startOne(system);
  while (!(await isNoted(system, id))) await new Promise(setImmediate);
  await system.client.cancel(id);
  await system.finish(id);
  return id;
}

async function isNoted(system: TestSystem, id: string): Promise<boolean> {
  for await (const one of system.client.list({ waiting: true })) if (one.id === id) return true;
  return false;
}

/** A run whose file has to be sent again after its merge was asked for, and keeps its stage; answers its id. */
export async function goBack(system: TestSystem): Promise<string> {
  await system.simulator.lose('upload', 1);
  const id = await system.start(system.request([await system.addModel('a.rvt', pseudoRandomBytes(200_000, 1))]));
  await system.finish(id);
  return id;
}
