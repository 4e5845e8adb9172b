import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

const deploymentName = `test-${randomUUID()}`;
let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

/** Makes a version of the deployment the current one, as `temporal worker deployment set-current-version` does. */
async function setCurrent(buildId: string): Promise<void> {
  await using temporal = await connectTemporalClient();
  const { workflowService, options } = temporal.client;
  const request = {
    namespace: options.namespace,
    deploymentName,
    buildId,
    identity: 'test',
    ignoreMissingTaskQueues: true,
  };
  await workflowService.setWorkerDeploymentCurrentVersion(request);
}

test('a run goes on with the version that is made the current one', { timeout: 120_000 }, async () => {
  await system.simulator.fault({ match: { endpoint: 'convertProcess' }, kind: 'status', status: 503 });
  const source = await system.addModel('house.ifc', smallIfc(9));
  const id = await system.start(system.request([source]));
  const first = await system.startWorker(undefined, { deployment: { name: deploymentName, buildId: '1' } });
  await expect
    .poll(
      () =>
        setCurrent('1').then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true);
  await system.until(id, ({ stage }) => stage === 'convert');

  await system.startWorker(undefined, { deployment: { name: deploymentName, buildId: '2' } });
  await expect
    .poll(
      () =>
        setCurrent('2').then(
          () => true,
          () => false,
        ),
      { timeout: 30_000 },
    )
    .toBe(true);
  await first.stop();
  await system.simulator.clearFaults();
  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
});
