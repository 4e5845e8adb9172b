/**
 * Runs every test: `npm run test:all`; with `--rest` those alone that `npm test` leaves out. `--full`: in the conformance suite every fault befalls every
 * route. `--retry N` tries a failed test so often again. All steps run, also after one that failed.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const {
  rest = false,
  full = false,
  retry,
} = parseArgs({
  options: { rest: { type: 'boolean' }, full: { type: 'boolean' }, retry: { type: 'string' } },
}).values;
const again = retry === undefined ? [] : ['--retry', retry];

/** Each of these files runs its cases side by side: three at a time fill a machine of two cores. */
const SIDE_BY_SIDE = ['test/conformance', 'test/kinds'];

/** Scripts of package.json with their arguments. */
const steps = [
  ...(rest ? [] : [['test', ...again]]),
  ['test:long', ...SIDE_BY_SIDE.flatMap((folder) => ['--exclude', `${folder}/**`]), ...again],
  ['test:long', ...SIDE_BY_SIDE, '--maxWorkers', '3', ...again],
  // Plans that have found bugs, and twelve rounds of a fixed seed. Rounds mostly wait, so three at a time.
  ['torture', '--known', '--seed', '1', '--rounds', '12', '--lanes', '3'],
];

const failed = steps.filter(([script = '', ...args]) => {
  console.log(`\n== npm run ${[script, ...args].join(' ')}`);
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const env = { ...process.env, ...(full ? { MODELRAIL_CONFORMANCE: 'full' } : {}) };
  return spawnSync('npm', ['run', script, '--', ...args], { cwd, env, stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.map(([script]) => script).join(', ')}`);
  process.exitCode = 1;
}
