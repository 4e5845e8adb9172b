import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleWorkflows } from '../../scripts/bundle-workflows.ts';
import { projectRoot } from './cruise.ts';

/** With source maps the SDK has 1.63 MB and our own code 1.0; one schema library would add 2.4 MB. */
const MAX_BUNDLE_BYTES = 3 * 1024 * 1024;

test('the workflows bundle from source, and nothing large comes along', async () => {
  const code = await bundleWorkflows(projectRoot);
  expect(code).toContain('ingest');
  expect(Buffer.byteLength(code)).toBeLessThan(MAX_BUNDLE_BYTES);
});

test('contracts, which all runs of a worker share, have no variables', () => {
  const contracts = join(projectRoot, 'contracts');
  const files = readdirSync(contracts, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(40);
  // At the beginning of a line: of a module, not of a function.
  const variable = /^(?:export )?(?:let|var) |^(?:export )?const .* = new (?:Map|Set|WeakMap|WeakSet)(?:<.*>)?\(\)/m;
  expect(files.filter((file) => variable.test(readFileSync(join(contracts, file), 'utf8')))).toEqual([]);
});
