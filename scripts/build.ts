/**
 * Builds `dist/`: JavaScript and types of every layer, and the workflow bundle that workers run; and `client/dist/`, the part
 * of it that is the package `modelrail-client`. Built beside them and then put in their places, so that a failed build leaves
 * the old ones and a running program finds its files.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { clientClosure } from './client-closure.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const fresh = `${root}dist.${process.pid}`;
const freshClient = `${root}dist.client.${process.pid}`;

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

  for (const file of clientClosure(fresh).files) {
    mkdirSync(dirname(`${freshClient}/${file}`), { recursive: true });
    copyFileSync(`${fresh}/${file}`, `${freshClient}/${file}`);
  }

  replace(`${root}dist`, fresh);
  replace(`${root}client/dist`, freshClient);
  copyFileSync(`${root}LICENSE`, `${root}client/LICENSE`);
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(freshClient, { recursive: true, force: true });
}

function replace(old: string, fresh: string): void {
  rmSync(old, { recursive: true, force: true });
  renameSync(fresh, old);
}
