/** Runs every check that needs no running system: `npm run check`, or `npm run check lint imports` for some of them. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import pc from 'picocolors';
import { checkSubjects } from './commit-subjects.ts';
import { lockfileProblems } from './lockfile.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const LAYERS = ['contracts', 'workflows', 'activities', 'platforms', 'lib', 'worker', 'client', 'gateway', 'cli'];
const OUTPUT_LIMIT_BYTES = 16 * 1024 * 1024;

/** Gives what is wrong, or an empty text; or why it could not look. */
type Check = () => Promise<string | { note: string }>;

const CHECKS: Readonly<Record<string, Check>> = {
  types: program('typescript7', 'tsc', ['-p', 'tsconfig.json']),
  sandbox: program('typescript7', 'tsc', ['-p', 'tsconfig.sandbox.json']),
  page: program('typescript7', 'tsc', ['-p', 'page/tsconfig.json']),
  format: program('@biomejs/biome', 'biome', ['check', '.']),
  lint: program('oxlint', 'oxlint', ['--type-aware', '--deny-warnings', '.']),
  imports: program('dependency-cruiser', 'depcruise', [
    '--config',
    '.dependency-cruiser.cjs',
    ...LAYERS,
    'page',
    'scripts',
    'test',
    'vitest.config.ts',
    'vitest.long.config.ts',
    'vitest.unit.config.ts',
  ]),
  unused: program('knip', 'knip', []),
  lockfile: checkLockfiles,
  commits: checkCommits,
};

function program(packageName: string, command: string, args: readonly string[]): Check {
  return async () => {
    const folder = join(root, 'node_modules', packageName);
    // Every one of these packages names its programs in this form.
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    const script = manifest.bin[command];
    if (script === undefined) return `${packageName} has no program "${command}"`;
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [join(folder, script), ...args],
        { cwd: root, maxBuffer: OUTPUT_LIMIT_BYTES },
        (error, stdout, stderr) => {
          resolve(error === null ? '' : `${stdout}${stderr}`.trim() || error.message);
        },
      );
    });
  };
}

/** What is wrong with the lock files; see {@link lockfileProblems}. */
async function checkLockfiles(): Promise<string> {
  const names = ['package-lock.json', 'bench/rivals/package-lock.json'];
  const texts = await Promise.all(names.map((name) => readFile(join(root, name), 'utf8')));
  return names.flatMap((name, position) => lockfileProblems(name, texts[position] ?? '')).join('\n');
}

/** What is wrong with the subjects of commits; see {@link checkSubjects}. */
async function checkCommits(): Promise<string | { note: string }> {
  const { problems, note } = await checkSubjects(root);
  return note === undefined ? problems.join('\n') : { note };
}

async function run(name: string, check: Check): Promise<boolean> {
  const start = performance.now();
  const found = await check();
  const problem = typeof found === 'string' ? found : '';
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${problem === '' ? pc.green('ok    ') : pc.red('failed')}  ${name.padEnd(8)}  ${seconds.padStart(5)} s`);
  if (problem !== '') console.log(`${problem}\n`);
  if (typeof found !== 'string') console.log(`        ${found.note}`);
  return problem === '';
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(CHECKS, name));
if (unknown.length > 0) {
  console.error(`no check "${unknown.join('", "')}" (there are ${Object.keys(CHECKS).join(', ')})`);
  process.exit(2);
}
const chosen = Object.entries(CHECKS).filter(([name]) => wanted.length === 0 || wanted.includes(name));
// The checkers hold the whole program in memory each; two at a time fit a small machine.
const twoAtATime = pLimit(2);
const outcomes = await Promise.all(chosen.map(([name, check]) => twoAtATime(() => run(name, check))));
process.exitCode = outcomes.every(Boolean) ? 0 : 1;
