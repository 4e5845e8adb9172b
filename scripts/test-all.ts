/**
 * Runs every test: `npm run test:all`; `--set first`: only those of `npm test`, `--set rest`: only the others, `--set unit`: those of
 * `npm run test:unit`. `--full`: in the conformance suite every fault befalls every route. `--again`: files with a failed test run a
 * second time after their set, one at a time; what passed only then is listed at the end. All steps run, also after one that failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FAILED_FILES_PATH, type FailedFiles } from '../test/support/failed-files-reporter.ts';

const {
  set = 'all',
  full = false,
  again = false,
} = parseArgs({
  options: { set: { type: 'string' }, full: { type: 'boolean' }, again: { type: 'boolean' } },
}).values;

/** More files than this fail for a reason that a second run does not mend. */
const MAX_FILES_AGAIN = 5;

/** Scripts of package.json with their arguments. */
interface Step {
  script: string;
  args?: string[];
}

const FIRST: Step[] = [{ script: 'test' }];
const REST: Step[] = [
  // Together: what computes fills the time in which others wait.
  { script: 'test:long' },
  // Plans that have found bugs, and twelve rounds of a fixed seed. Rounds mostly wait, so three at a time.
  { script: 'torture', args: ['--known', '--seed', '1', '--rounds', '12', '--lanes', '3'] },
];
const SETS: Readonly<Record<string, Step[]>> = {
  all: [...FIRST, ...REST],
  first: FIRST,
  rest: REST,
  unit: [{ script: 'test:unit' }],
};
const steps = SETS[set];
if (steps === undefined) throw new Error(`there is no set ${set}: ${Object.keys(SETS).join(', ')}`);

const scratch = mkdtempSync(join(tmpdir(), 'modelrail-test-all-'));
const failedFiles = join(scratch, 'failed.json');
const second: string[] = [];
const failed = steps.filter((step) => !passes(step));
rmSync(scratch, { recursive: true });

if (second.length > 0) console.error(['', 'passed only when it ran again:', ...second].join('\n'));
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.map(({ script }) => script).join(', ')}`);
  process.exitCode = 1;
}

function passes({ script, args = [] }: Step): boolean {
  if (runs(script, args)) return true;
  const found = again ? readFailed() : undefined;
  if (found === undefined || found.hasOtherErrors) return false;
  if (found.files.length === 0 || found.files.length > MAX_FILES_AGAIN) return false;
  const paths = found.files.map(({ path }) => path);
  if (!runs(script, [...paths, '--maxWorkers', '1'])) return false;
  second.push(
    ...found.files.flatMap(({ path, tests }) =>
      (tests.length === 0 ? ['(outside of its tests)'] : tests).map((name) => `  ${path} > ${name}`),
    ),
  );
  return true;
}

function runs(script: string, args: readonly string[]): boolean {
  console.log(`\n== npm run ${[script, ...args].join(' ')}`);
  rmSync(failedFiles, { force: true });
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const env = {
    ...process.env,
    ...(full ? { MODELRAIL_CONFORMANCE: 'full' } : {}),
    [FAILED_FILES_PATH]: failedFiles,
  };
  return spawnSync('npm', ['run', script, '--', ...args], { cwd, env, stdio: 'inherit' }).status === 0;
}

/** Undefined where a step ended before it could tell. */
function readFailed(): FailedFiles | undefined {
  try {
    return JSON.parse(readFileSync(failedFiles, 'utf8')) as FailedFiles; // as: our reporter writes it
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // as: an error of the file system
    throw error;
  }
}
