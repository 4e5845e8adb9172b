/**
 * Builds `dist/`: JavaScript and types of every layer, and the workflow bundle that workers run. Built beside it and then
 * put in its place, so that a failed build leaves the old one and a running program finds its files.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const fresh = `${root}dist.${process.pid}`;

try {
  const args = [tsc, '-p', `${root}tsconfig.build.json`, '--outDir', fresh];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  chmodSync(`${fresh}/cli/main.js`, 0o755);

  const quiet = { trace() {}, debug() {}, info() {}, log() {}, warn: console.warn, error: console.error };
  const converter = `${fresh}/workflows/data-converter.js`;
  const { code } = await bundleWorkflowCode({
    workflowsPath: `${fresh}/workflows/index.js`,
    payloadConverterPath: converter,
    failureConverterPath: converter,
    logger: quiet,
  });
  writeFileSync(`${fresh}/workflow-bundle.cjs`, code);

  rmSync(`${root}dist`, { recursive: true, force: true });
  renameSync(fresh, `${root}dist`);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
