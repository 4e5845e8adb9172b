import { randomUUID } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../contracts/names.ts';
import { TYPE_NUMBERS } from '../../lib/temporal-server/search-attributes.ts';
import { eventually } from '../client/support.ts';
import type { CommandResult } from '../support/program.ts';
import { temporalAddress } from '../support/provided.ts';
import { CONFIG, makeFolder } from './folder.ts';

const CREDENTIALS = { CQ_USERNAME: 'u', CQ_PASSWORD: 'p', CQ_BIM_API_KEY: 'k' };

/** Runs a command whose configuration names the test run's Temporal. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<CommandResult> {
  await using folder = await makeFolder(CONFIG.replace('127.0.0.1:1"', `${temporalAddress()}"`));
  Object.assign(folder.env, CREDENTIALS, env);
  return await folder.modelrail(...args);
}

/** A namespace with search attributes of these types, by Temporal's numbers. */
async function namespaceWith(searchAttributes: Record<string, number>): Promise<string> {
  const namespace = `odd-${randomUUID()}`;
  const connection = await Connection.connect({ address: temporalAddress() });
  onTestFinished(() => connection.close());
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 } as never,
  });
  await eventually(() => connection.operatorService.addSearchAttributes({ namespace, searchAttributes }));
  await eventually(async () => {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    expect(customAttributes).toMatchObject(searchAttributes);
  });
  return namespace;
}

test('a worker refuses a namespace whose search attributes have another type', async () => {
  const ours = Object.fromEntries(Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [name, TYPE_NUMBERS[type]]));
  const { ModelrailProject: _missing, ...rest } = ours;
  const namespace = await namespaceWith({ ...rest, ModelrailHash: 3, ModelrailStage: TYPE_NUMBERS.KeywordList });
  const { code, stderr } = await run(['worker'], { TEMPORAL_NAMESPACE: namespace });
  expect(code).toBe(2);
  expect(stderr).toContain(`search attributes are not registered in namespace ${namespace}: ModelrailProject;`);
  expect(stderr).toContain('ModelrailStage is KeywordList, not Keyword');
  expect(stderr).toContain('ModelrailHash is Int, not KeywordList');
  expect(stderr).toContain('have an operator of Temporal rename or remove them');
});

test.each(['worker', 'list', 'doctor'])('%s says that the namespace is not there', async (command) => {
  const { code, stdout, stderr } = await run([command], { TEMPORAL_NAMESPACE: 'nowhere' });
  const words = `Temporal at ${temporalAddress()} has no namespace "nowhere": name an existing one by TEMPORAL_NAMESPACE`;
  expect(stdout + stderr).toContain(words);
  expect(code).toBe(command === 'doctor' ? 1 : 2);
});

test('a worker refuses a key that no header can carry, and doctor reports it, without its value', async () => {
  const env = { CQ_BIM_API_KEY: 'hidden-key\n' };
  const words =
    'modelrail.yaml:10: platforms.cq.bimApiKey: the key holds characters that no header can carry: a line end';
  const worker = await run(['worker'], env);
  expect(worker.code).toBe(2);
  expect(worker.stderr).toContain(words);
  const doctor = await run(['doctor'], env);
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toContain(words);
  for (const { stdout, stderr } of [worker, doctor]) expect(stdout + stderr).not.toContain('hidden');
});
