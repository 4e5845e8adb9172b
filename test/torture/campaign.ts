/** Rounds of a seeded random walk of faults over real processes: `npm run torture -- --seed N --minutes M`, or `--rounds R`, or `--known`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawPlan } from './faults.ts';
import type { Plan } from './plan.ts';
import { seedOfRound } from './random.ts';
import { createRig } from './rig.ts';
import { type RoundReport, runRound } from './round.ts';
import { KNOWN_PLANS } from './seeds.ts';
import { describeDisturbances, describeOutcomes, printSummary } from './summary.ts';

/** Rounds mostly wait, so two systems side by side fit two cores. */
const DEFAULT_LANES = 2;

const options = readOptions();
const folder = await mkdtemp(join(tmpdir(), 'modelrail-torture-'));
const reports: RoundReport[] = [];
let isStopped = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    console.error(`${signal}: ends after the rounds that run`);
    isStopped = true;
  });
}
const plans = drawPlans();
await Promise.all(Array.from({ length: options.lanes }, (_, lane) => runLane(join(folder, `lane-${lane}`))));
printSummary(reports, options.isKnown ? 'known plans' : `seed ${options.seed}`);
const failing = reports.filter((report) => report.problems.length > 0);
if (failing.length === 0) await rm(folder, { recursive: true });
else process.exitCode = 1;

/** Known plans alone, or the plans of the rounds until their number or the time is over. */
function* drawPlans(): Generator<Plan> {
  if (options.isKnown) {
    yield* KNOWN_PLANS.map(({ plan }) => plan);
    return;
  }
  const deadline = performance.now() + options.minutes * 60_000;
  for (let round = 0; round < options.rounds && performance.now() < deadline; round += 1) {
    yield drawPlan(seedOfRound(options.seed, round));
  }
}

/** Works off plans on a system of its own; all lanes take theirs from the same row. */
async function runLane(laneFolder: string): Promise<void> {
  await using rig = await createRig(laneFolder);
  for (const plan of plans) {
    const report = await runRound(rig, plan);
    reports.push(report);
    printRound(report);
    if (isStopped) return;
  }
}

function readOptions(): { seed: number; rounds: number; minutes: number; lanes: number; isKnown: boolean } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { seed: text, rounds: text, minutes: text, lanes: text, known: { type: 'boolean' } },
  });
  const { seed, rounds, minutes, lanes, known } = values;
  const roundCount = rounds === undefined ? (minutes === undefined ? 1 : Infinity) : number('rounds', rounds);
  return {
    seed: seed === undefined ? Math.floor(Math.random() * 2 ** 31) : number('seed', seed),
    // A number of rounds has no time limit unless one is given, and the other way round.
    rounds: roundCount,
    minutes: minutes === undefined ? Infinity : number('minutes', minutes),
    lanes: Math.min(roundCount, lanes === undefined ? DEFAULT_LANES : number('lanes', lanes)),
    isKnown: known === true,
  };
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value >= 0) return value;
  console.error(`--${name} must be a number, not "${text}"`);
  process.exit(2);
}

function printRound({ plan, seconds, disturbances, outcomes, problems, traces }: RoundReport): void {
  const verdict = problems.length === 0 ? 'ok    ' : 'FAILED';
  const parts = [`${seconds.toFixed(1).padStart(5)} s`, describeDisturbances(disturbances), describeOutcomes(outcomes)];
  console.log(
    `${String(reports.length).padStart(4)}  ${verdict}  seed ${String(plan.seed).padEnd(10)}  ${parts.join('  |  ')}`,
  );
  if (problems.length === 0) return;
  for (const problem of problems) console.log(`      ${problem}`);
  console.log(`      plan: ${JSON.stringify(plan)}`);
  console.log(`      traces: ${traces}`);
  console.log(`      again: npm run torture -- ${options.isKnown ? '--known' : `--seed ${plan.seed} --rounds 1`}`);
}
