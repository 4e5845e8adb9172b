import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { clientFor, settingsFor } from '../../platforms/persagy/support.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem({ further: { ops: { kind: 'persagy', simulator: {} } } });
  await system.hostedWorker();
});
afterAll(() => system?.[Symbol.asyncDispose]());

it('makes a saved difference, and refuses one when the platform has changed since', async () => {
  const path = join(system.folder, 'plan.yaml');
  const saved = join(system.folder, 'difference.json');
  const group = (groupCode: string) => ({ groupCode, groupName: `集团 ${groupCode}` });
  await writeFile(path, stringify({ platform: 'ops', groups: [group('G1'), group('G2')] }));
  const provision = (...flags: string[]) => system.modelrail('provision', path, ...flags);

  expect((await provision('--dry-run', '--output', saved)).code).toBe(0);
  const client = clientFor(settingsFor(system.platformUrlOf('ops')));
  await client.call('group/createSaasGroup', group('G1'));
  const late = await provision('--approve', saved);
  expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('has changed since')]);
  expect((await client.call('group/querySaasGroupList', {})).count).toBe(1);

  expect((await provision('--dry-run', '--output', saved)).code).toBe(0);
  // The plan lies in it.
  expect((await system.modelrail('provision', '--approve', saved)).code).toBe(0);
  expect((await client.call('group/querySaasGroupList', {})).count).toBe(2);
});
