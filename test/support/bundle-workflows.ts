import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourcesDigest } from '../../scripts/sources-digest.ts';

/**
 * Bundles `test-workflows.ts` and answers where the bundle is, for all workers of the tests: bundling loads webpack, which takes
 * seconds. Kept below `node_modules` for the next run of the same sources.
 */
export async function bundleWorkflows(root: string): Promise<string> {
  const support = join(root, 'test', 'support');
  const hash = createHash('sha256').update(sourcesDigest(root));
  for (const name of readdirSync(support).filter((file) => /-workflows?\.ts$/.test(file))) {
    hash.update(readFileSync(join(support, name)));
  }
  const folder = join(root, 'node_modules', '.cache', 'test-workflows');
  const path = join(folder, `${hash.digest('hex')}.cjs`);
  if (existsSync(path)) return path;
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const logger = { trace() {}, debug() {}, info() {}, log() {}, warn: console.warn, error: console.error };
  const { code } = await bundleWorkflowCode({ workflowsPath: join(support, 'test-workflows.ts'), logger });
  mkdirSync(folder, { recursive: true });
  // Another run may make the same one.
  writeFileSync(`${path}.${process.pid}`, code);
  renameSync(`${path}.${process.pid}`, path);
  return path;
}
