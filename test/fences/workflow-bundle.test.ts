import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bundleWorkflows } from '../../scripts/bundle-workflows.ts';
import { projectRoot } from './cruise.ts';

/** What the SDK brings for workflows. One schema library more would nearly double it. */
const PACKAGES = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc'];

let withTraces: string;

beforeAll(async () => {
  withTraces = await bundleWorkflows(projectRoot);
});

test('the workflows bundle from source, with our own code and what the SDK brings alone', () => {
  const sources = sourcesOf(withTraces);
  const packageOf = (path: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  expect(sources.filter((path) => packageOf(path) === undefined).length).toBeGreaterThan(100);
  const packages = new Set(sources.map(packageOf).filter((name) => name !== undefined));
  expect([...packages].toSorted()).toEqual(PACKAGES);
});

test('traces make the bundle of the workflows ten percent larger at most', async () => {
  const without = await bundleWorkflows(projectRoot, false);
  expect(sourcesOf(withTraces).some((path) => path.endsWith('workflows/tracing.ts'))).toBe(true);
  expect(sourcesOf(without).some((path) => path.endsWith('workflows/tracing.ts'))).toBe(false);
  expect(withTraces.length).toBeLessThan(without.length * 1.1);
});

/** The files that a bundle is made of, by its source map. */
function sourcesOf(code: string): string[] {
  const map = /sourceMappingURL=data:application\/json[^,]*,([A-Za-z0-9+/=]+)/.exec(code)?.[1] ?? '';
  const { sources }: { sources: string[] } = JSON.parse(Buffer.from(map, 'base64').toString());
  return sources;
}

test('contracts, which all runs of a worker share, have no variables', () => {
  const contracts = join(projectRoot, 'contracts');
  const files = readdirSync(contracts, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(40);
  // At the beginning of a line: of a module, not of a function.
  const variable = /^(?:export )?(?:let|var) |^(?:export )?const .* = new (?:Map|Set|WeakMap|WeakSet)(?:<.*>)?\(\)/m;
  expect(files.filter((file) => variable.test(readFileSync(join(contracts, file), 'utf8')))).toEqual([]);
});
