import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cruise, LAYERS, projectRoot, sourcesBelow } from './cruise.ts';

/** Files that nothing is wrong with, for the bad ones to import. */
const INNOCENT = [
  'contracts/fine.ts',
  'contracts/one.ts',
  'workflows/fine.ts',
  'activities/fine.ts',
  'activities/one/steps.ts',
  'platforms/fine.ts',
  'platforms/one/client.ts',
  'platforms/one/endpoints.ts',
  'platforms/two/client.ts',
  'lib/hashing/fine.ts',
  'lib/transfer/fine.ts',
  'lib/simulation/fine.ts',
  'worker/fine.ts',
  'client/fine.ts',
  'gateway/fine.ts',
  'cli/fine.ts',
  'page/fine.ts',
  'test/fine.ts',
];

/** Each import that must not be: the rule that says so, the file, what it imports. */
const FORBIDDEN: readonly [rule: string, file: string, imports: string][] = [
  ['no-cycles', 'lib/cycle-a.ts', './cycle-b.ts'],
  ['no-unresolved', 'lib/unresolved.ts', './nothing-here.ts'],
  ['contracts-import-nothing', 'contracts/uses-lib.ts', '../lib/hashing/fine.ts'],
  ['contracts-import-nothing', 'contracts/uses-node.ts', 'node:fs'],
  ['contracts-import-nothing', 'contracts/uses-package.ts', 'zod'],
  ['workflows-import-contracts-only', 'workflows/uses-lib.ts', '../lib/hashing/fine.ts'],
  ['workflows-import-contracts-only', 'workflows/uses-activities.ts', '../activities/fine.ts'],
  ['workflows-import-contracts-only', 'workflows/uses-package.ts', 'zod'],
  ['workflows-import-contracts-only', 'workflows/uses-node.ts', 'node:crypto'],
  ['workflows-import-contracts-only', 'workflows/uses-client.ts', '@temporalio/client'],
  ['data-converter-imports-converters-only', 'workflows/data-converter.ts', '@temporalio/workflow'],
  ['lib-knows-no-platform', 'lib/uses-platform.ts', '../platforms/fine.ts'],
  ['no-arrow-points-up-from-lib', 'lib/uses-worker.ts', '../worker/fine.ts'],
  ['platforms-are-islands', 'platforms/one/uses-others.ts', '../fine.ts'],
  ['kinds-are-islands', 'activities/two/uses-one.ts', '../one/steps.ts'],
  ['kinds-are-islands', 'activities/two/uses-platform-one.ts', '../../platforms/one/client.ts'],
  ['kinds-behind-registries', 'activities/uses-kind.ts', './one/steps.ts'],
  ['kinds-behind-registries', 'workflows/uses-kind.ts', '../contracts/one.ts'],
  ['kinds-behind-registries', 'cli/uses-kind.ts', '../platforms/one/client.ts'],
  ['platforms-know-no-temporal', 'platforms/one/uses-temporal.ts', '@temporalio/client'],
  ['platforms-know-no-temporal', 'platforms/one/uses-activities.ts', '../../activities/fine.ts'],
  ['simulators-check-us', 'platforms/one/simulator/uses-client.ts', '../client.ts'],
  ['simulators-check-us', 'platforms/one/simulator/uses-hashing.ts', '../../../lib/hashing/fine.ts'],
  ['simulators-check-us', 'platforms/one/simulator/uses-transfer.ts', '../../../lib/transfer/fine.ts'],
  ['simulation-checks-us', 'lib/simulation/uses-hashing.ts', '../hashing/fine.ts'],
  ['activities-are-called-by-workers-only', 'activities/uses-workflows.ts', '../workflows/fine.ts'],
  ['client-is-thin', 'client/uses-workflows.ts', '../workflows/fine.ts'],
  ['client-is-thin', 'client/uses-schemas.ts', '../lib/schemas.ts'],
  ['internals-of-the-sdk-by-one-file', 'activities/uses-internals.ts', '@temporalio/client/lib/helpers.js'],
  ['worker-is-not-imported', 'worker/uses-client.ts', '../client/fine.ts'],
  ['cli-reaches-temporal-through-client', 'cli/uses-temporal.ts', '@temporalio/client'],
  ['cli-reaches-temporal-through-client', 'cli/uses-workflows.ts', '../workflows/fine.ts'],
  ['cli-reaches-temporal-through-client', 'gateway/uses-temporal.ts', '@temporalio/client'],
  ['gateway-knows-no-commands', 'gateway/uses-cli.ts', '../cli/fine.ts'],
  ['page-imports-contracts-only', 'page/uses-lib.ts', '../lib/hashing/fine.ts'],
  ['page-imports-contracts-only', 'page/uses-client.tsx', '../client/fine.ts'],
  ['page-is-bundled-only', 'gateway/uses-page.ts', '../page/fine.ts'],
  ['product-does-not-import-tools', 'lib/uses-test.ts', '../test/fine.ts'],
  ['product-uses-dependencies-only', 'lib/uses-dev-package.ts', 'vitest'],
];

/** Imports beside them that are allowed: none of these files may be reported. */
const ALLOWED: readonly [file: string, imports: string][] = [
  // A cycle is reported once, at its first file.
  ['lib/cycle-b.ts', './cycle-a.ts'],
  ['workflows/uses-contracts.ts', '../contracts/fine.ts'],
  ['workflows/uses-workflow.ts', '@temporalio/workflow'],
  ['activities/kinds.ts', './one/steps.ts'],
  ['activities/one/uses-platform.ts', '../../platforms/one/client.ts'],
  ['activities/one/uses-contracts.ts', '../../contracts/one.ts'],
  ['platforms/one/simulator/uses-endpoints.ts', '../endpoints.ts'],
  ['platforms/one/simulator/uses-simulation.ts', '../../../lib/simulation/fine.ts'],
  ['cli/uses-client.ts', '../client/fine.ts'],
  ['client/uses-temporal.ts', '@temporalio/client'],
  ['lib/schemas.ts', 'zod'],
  ['page/uses-contracts.tsx', '../contracts/fine.ts'],
  ['page/uses-views.ts', 'preact'],
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-fences-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json'])
    await copyFile(join(projectRoot, file), join(folder, file));
  const packages = {
    dependencies: ['zod', '@temporalio/client', '@temporalio/workflow'],
    devDependencies: ['vitest', 'preact'],
  };
  const manifest = Object.entries(packages).map(([kind, names]) => [
    kind,
    Object.fromEntries(names.map((name) => [name, '1'])),
  ]);
  await write('package.json', JSON.stringify({ type: 'module', ...Object.fromEntries(manifest) }));
  for (const name of Object.values(packages).flat()) {
    await write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    await write(`node_modules/${name}/index.js`, 'export const value = 1;');
  }
  await write('node_modules/@temporalio/client/lib/helpers.js', 'export const value = 1;');
  for (const file of INNOCENT) await write(file, 'export const value = 1;\n');
  for (const [file, imports] of [...FORBIDDEN.map(([, ...bad]) => bad), ...ALLOWED]) {
    await write(file, `import * as it from '${imports}';\nexport const value: unknown = it;\n`);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

test('every forbidden import is reported by its rule, and no allowed one is', async () => {
  const parts = [...LAYERS, 'page', 'test'];
  const { modules, violations } = await cruise(folder, parts);
  expect(modules).toEqual(await sourcesBelow(folder, parts));
  expect(violations).toEqual(FORBIDDEN.map(([rule, file]) => `${rule}: ${file}`).toSorted());
});

test('every rule has a forbidden import above', async () => {
  const { default: configuration } = await import(join(projectRoot, '.dependency-cruiser.cjs'));
  const names = configuration.forbidden.map(({ name }: { name: string }) => name);
  expect([...new Set(FORBIDDEN.map(([rule]) => rule))].toSorted()).toEqual(names.toSorted());
});
