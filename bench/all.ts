/** Runs every benchmark, one after the other: `npm run bench`, or `npm run bench -- memory startup` for some of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BENCHMARKS } from './names.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHMARKS.some((benchmark) => benchmark === name));
if (unknown.length > 0) {
  console.error(`no benchmark "${unknown.join('", "')}" (there are ${BENCHMARKS.join(', ')})`);
  process.exit(2);
}

const begin = performance.now();
const missed: string[] = [];
for (const name of wanted.length === 0 ? BENCHMARKS : wanted) {
  console.log(`\n${name}`);
  const start = performance.now();
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: 'inherit' });
  // What the event `close` of a process brings.
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) missed.push(name);
  console.log(`    (${secondsSince(start)} s)`);
}
console.log(
  `\nall in ${secondsSince(begin)} s${missed.length === 0 ? '' : `; missed a bar, or failed: ${missed.join(', ')}`}`,
);
if (missed.length > 0) process.exitCode = 1;

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(0);
}
