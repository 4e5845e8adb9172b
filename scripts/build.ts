/**
 * Builds `dist/`: JavaScript and types of every layer, the workflow bundle that workers run, the page of the gateway, and the digest of
 * the sources; and
 * `client/dist/`, the part of it that is the package `modelrail-client`. Built beside them and then put in their places, so that
 * a failed build leaves the old ones and a running program finds its files. With `--unless-fresh` it does nothing where `dist/`
 * was built from the sources as they are.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './build-page.ts';
import { bundleWorkflows } from './bundle-workflows.ts';
import { clientClosure } from './client-closure.ts';
import { DIGEST_FILE, isFreshBuild, sourcesDigest } from './sources-digest.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
// Its `exports` do not name its program.
const tsc = `${root}node_modules/typescript7/bin/tsc`;
const fresh = `${root}dist.${process.pid}`;
const freshClient = `${root}dist.client.${process.pid}`;

if (process.argv.includes('--unless-fresh') && isFreshBuild(root)) process.exit();
assertInstalled();

try {
  // Before they are read: what is changed while the build runs makes its result an old one.
  const digest = sourcesDigest(root);
  const args = [tsc, '-p', `${root}tsconfig.build.json`, '--outDir', fresh];
  execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  chmodSync(`${fresh}/cli/main.js`, 0o755);

  writeFileSync(`${fresh}/workflow-bundle.cjs`, await bundleWorkflows(fresh));
  await buildPage(root, `${fresh}/gateway/page`);

  for (const file of clientClosure(fresh).files) {
    mkdirSync(dirname(`${freshClient}/${file}`), { recursive: true });
    copyFileSync(`${fresh}/${file}`, `${freshClient}/${file}`);
  }

  writeFileSync(`${fresh}/${basename(DIGEST_FILE)}`, `${digest}\n`);
  replace(`${root}client/dist`, freshClient);
  copyFileSync(`${root}LICENSE`, `${root}client/LICENSE`);
  // Last: its digest says that all is there.
  replace(`${root}dist`, fresh);
} finally {
  rmSync(fresh, { recursive: true, force: true });
  rmSync(freshClient, { recursive: true, force: true });
}

/** A package that another commit has added is told by its name, and not by what could not be resolved. */
function assertInstalled(): void {
  // The project's own file.
  const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as Record<string, Record<string, string>>;
  const wanted = Object.keys({ ...manifest['dependencies'], ...manifest['devDependencies'] });
  const missing = wanted.filter((name) => !existsSync(`${root}node_modules/${name}`));
  if (missing.length === 0) return;
  console.error(`not installed: ${missing.join(', ')}. Run \`npm ci\``);
  process.exit(1);
}

function replace(old: string, fresh: string): void {
  rmSync(old, { recursive: true, force: true });
  renameSync(fresh, old);
}
