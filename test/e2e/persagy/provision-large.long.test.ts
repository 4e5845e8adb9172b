import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import {
  LINKS_WORKFLOW,
  linksWorkflowId,
  PROVISION_WORKFLOW,
  type ProvisionResult,
} from '../../../contracts/persagy/provision.ts';
import { createDataConverter } from '../../../lib/temporal-sdk/payloads.ts';
import { platformControl } from '../../conformance/platform-control.ts';
import { temporalAddress } from '../../support/provided.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';
import { linesOf, planOf, SECRET_FILE } from './full-plan.ts';

/** Ten whole customers: 5,000 accounts. */
const SCALE = 10;
/** Temporal takes no payload above this. */
const TEMPORAL_TAKES_BYTES = 2 * 1024 ** 2;
const PLATFORM = 'ten-customers';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ further: { [PLATFORM]: { kind: 'persagy', simulator: {} } } });
  await writeFile(join(system.folder, SECRET_FILE), 'a-secret\n');
  await system.hostedWorker();
});
afterAll(() => system?.[Symbol.asyncDispose]());

it('a plan of 5,000 accounts is compared, saved, and given to a run that answers all of it', async () => {
  const things = linesOf(SCALE).length;
  // What was linked before is as much.
  const links = Array.from(
    { length: 40_000 },
    (_, number) => `accountRole|AC13723000000000${number}|RO13723000000000${number}`,
  );
  const connection = await Connection.connect({ address: temporalAddress() });
  const client = new Client({ connection, dataConverter: createDataConverter() });
  const memory = await client.workflow.start(LINKS_WORKFLOW, {
    workflowId: linksWorkflowId(PLATFORM),
    // That of a try that failed.
    workflowIdConflictPolicy: 'TERMINATE_EXISTING',
    taskQueue: system.taskQueue,
    args: [links],
  });
  expect(await memory.query('links')).toEqual(links);

  const path = join(system.folder, 'plan.yaml');
  const saved = join(system.folder, 'difference.json');
  await writeFile(path, stringify({ platform: PLATFORM, ...planOf(SCALE) }, { aliasDuplicateObjects: false }));
  const dry = await system.modelrail('provision', path, '--dry-run', '--output', saved, '--quiet');
  expect([dry.code, dry.stderr]).toEqual([0, '']);
  const control = platformControl(system.platformUrlOf(PLATFORM));
  // Whether accounts are there is not asked for each of them.
  expect(await control.requests()).toBeLessThan(100);
  const difference = await readFile(saved, 'utf8');
  expect((JSON.parse(difference) as { changes: unknown[] }).changes).toHaveLength(things);
  expect(Buffer.byteLength(difference)).toBeGreaterThan(2 * TEMPORAL_TAKES_BYTES);

  const refusal = { kind: 'refusal', status: 200, message: '集团数量已达上限' } as const;
  await control.fault({ match: { endpoint: 'group/createSaasGroup' }, ...refusal });
  const { status, changes } = (await client.workflow.execute(PROVISION_WORKFLOW, {
    workflowId: `provision-${randomUUID()}`,
    taskQueue: system.taskQueue,
    args: [{ platform: PLATFORM, difference: JSON.parse(difference) as object }],
  })) as ProvisionResult; // as: what this workflow answers
  expect(status).toBe('failed');
  expect(changes.filter(({ state }) => state === 'failed')).toHaveLength(1);
  expect(changes.filter(({ state }) => state === 'planned')).toHaveLength(things - 1);
  await memory.terminate();
  await connection.close();
});
