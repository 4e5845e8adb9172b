import { smallIfc } from '../test/support/model-files.ts';
import type { TestSystem } from '../test/support/system.ts';

/** A platform for drawings that converts at once. */
export const DRAWINGS = {
  further: {
    drawings: {
      kind: 'fractal3d',
      simulator: { conversionMs: 300 },
      settings: { convert: { pollInterval: '100ms' }, timeouts: { connect: '2s', request: '10s' } },
    },
  },
} as const;

/** A switch of its simulator. */
async function callSimulator(system: TestSystem, path: string, body: object, method = 'POST'): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const url = `${system.platformUrlOf('drawings')}/_sim/${path}`;
  const { ok, status } = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!ok) throw new Error(`${method} ${path}: HTTP ${status}`);
}

/** Of two drawings one does not convert, and the thumbnail of the other one fails; then both are tried again. Answers the id. */
export async function retryDrawings(system: TestSystem): Promise<string> {
  await callSimulator(system, 'jobs', { name: '2.ifc', outcome: 'Failed', times: 1 });
  await callSimulator(system, 'jobs', { kind: 'thumbnail', outcome: 'Failed', times: 1 });
  const sources = await Promise.all(['1.ifc', '2.ifc'].map((name, index) => system.addModel(name, smallIfc(index))));
  const { files } = system.request(sources);
  const id = await system.start({ platform: 'drawings', files, thumbnail: '40x30', comment: 'first' });
  await system.finish(id);
  await system.client.retry(id);
  await system.finish(id);
  return id;
}

/** A drawing that is called about while it is converted, too early, and when it has ended; answers the id. */
export async function callBackDrawing(system: TestSystem): Promise<string> {
  await callSimulator(system, 'jobs', { held: true });
  const { files } = system.request([await system.addModel('a.ifc', smallIfc(1))]);
  const id = await system.start({ platform: 'drawings', files });
  await system.until(id, (progress) => progress.files[0]?.status === 'converting');
  const call = () => system.client.callBack({ workflowId: id, jobs: ['c0'] });
  await call();
  await system.client.pause(id);
  await system.until(id, (progress) => progress.status === 'paused');
  await system.client.resume(id);
  const { jobs } = (await (await fetch(`${system.platformUrlOf('drawings')}/_sim/state`)).json()) as {
    jobs: { id: string }[];
  }; // as: the control interface
  await callSimulator(system, `jobs/${jobs[0]?.id}`, { ended: true }, 'PATCH');
  await call();
  await system.finish(id);
  return id;
}
