/** Rounds of a seeded random walk of faults over real processes: `npm run torture -- --seed N --minutes M`, or `--rounds R`; with `--known` the plans that found bugs first, or alone; with `--kind KIND` only rounds of that further kind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasMoto } from '../support/moto.ts';
import { drawPlan } from './faults.ts';
import { drawFurtherPlan, type FurtherPlan } from './further/plan.ts';
import { FURTHER_PLATFORMS, type FurtherPlatformName } from './further/processes.ts';
import { runFurtherRound } from './further/round.ts';
import { drawProvisionPlan, type ProvisionPlan } from './persagy/plan.ts';
import { runProvisionRound } from './persagy/round.ts';
import type { Plan } from './plan.ts';
import { createRandom, seedOfRound } from './random.ts';
import { createRig, type Rig } from './rig.ts';
import { type RoundReport, runRound } from './round.ts';
import { KNOWN_PLANS } from './seeds.ts';
import { describeDisturbances, describeOutcomes, printSummary } from './summary.ts';

/** Rounds mostly wait, so two systems side by side fit two cores. */
const DEFAULT_LANES = 2;
/** Part of the rounds that provision a platform. */
const PROVISION_PART = 0.1;
/** Part of the others that are about a further kind of platform. */
const FURTHER_PART = 0.3;

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
// Without a service of S3 what a plan has in a bucket lies on a server of HTTP.
const hasS3 = await hasMoto();
await Promise.all(Array.from({ length: options.lanes }, (_, lane) => runLane(join(folder, `lane-${lane}`))));
printSummary(reports, describeCampaign());
const failing = reports.filter((report) => report.problems.length > 0);
if (failing.length === 0) await rm(folder, { recursive: true });
else process.exitCode = 1;

/** The known plans where they are wanted, then the plans of the rounds until their number or the time is over. */
function* drawPlans(): Generator<AnyPlan> {
  if (options.isKnown) yield* KNOWN_PLANS.map(({ plan }) => plan);
  const deadline = performance.now() + options.minutes * 60_000;
  for (let round = 0; round < options.rounds && performance.now() < deadline; round += 1) {
    yield planOf(seedOfRound(options.seed, round));
  }
}

type AnyPlan = Plan | FurtherPlan | ProvisionPlan;

/** The seed says of which kind of platform a round is, unless the options do. Each kind has draws of its own. */
function planOf(seed: number): AnyPlan {
  const { kind } = options;
  if (kind === 'persagy') return drawProvisionPlan(seed);
  if (kind === undefined && createRandom((seed ^ 0x1b873593) >>> 0).chance(PROVISION_PART))
    return drawProvisionPlan(seed);
  const isFurther = createRandom((seed ^ 0x27d4eb2f) >>> 0).chance(FURTHER_PART);
  return isFurther || kind !== undefined ? drawFurtherPlan(seed, kind) : drawPlan(seed);
}

function runPlan(rig: Rig, plan: AnyPlan): Promise<RoundReport> {
  if (!('kind' in plan)) return runRound(rig, plan);
  return plan.kind === 'persagy' ? runProvisionRound(rig, plan) : runFurtherRound(rig, plan);
}

/** Works off plans on a system of its own; all lanes take theirs from the same row. */
async function runLane(laneFolder: string): Promise<void> {
  await using rig = await createRig(laneFolder, hasS3);
  for (const plan of plans) {
    const report = await runPlan(rig, plan);
    reports.push(report);
    printRound(report);
    if (isStopped) return;
  }
}

interface Options {
  seed: number;
  rounds: number;
  minutes: number;
  lanes: number;
  isKnown: boolean;
  /** Every round is of this kind. */
  kind: FurtherPlatformName | undefined;
}

function readOptions(): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { seed: text, rounds: text, minutes: text, lanes: text, kind: text, known: { type: 'boolean' } },
  });
  const { seed, rounds, minutes, lanes, known } = values;
  const kind = FURTHER_PLATFORMS.find((name) => name === values.kind);
  if (kind === undefined && values.kind !== undefined) {
    console.error(`--kind must be one of ${FURTHER_PLATFORMS.join(', ')}`);
    process.exit(2);
  }
  const isKnown = known === true;
  const roundsByDefault = minutes !== undefined ? Infinity : isKnown ? 0 : 1;
  const roundCount = rounds === undefined ? roundsByDefault : number('rounds', rounds);
  const planCount = roundCount + (isKnown ? KNOWN_PLANS.length : 0);
  return {
    seed: seed === undefined ? Math.floor(Math.random() * 2 ** 31) : number('seed', seed),
    // A number of rounds has no time limit unless one is given, and the other way round.
    rounds: roundCount,
    minutes: minutes === undefined ? Infinity : number('minutes', minutes),
    lanes: Math.min(planCount, lanes === undefined ? DEFAULT_LANES : number('lanes', lanes)),
    isKnown,
    kind,
  };
}

function isKnownPlan(plan: RoundReport['plan']): boolean {
  return KNOWN_PLANS.some((known) => known.plan === plan);
}

function describeCampaign(): string {
  const parts = [options.isKnown ? ['known plans'] : [], options.rounds > 0 ? [`seed ${options.seed}`] : []];
  return parts.flat().join(' and ');
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isFinite(value) && value >= 0) return value;
  console.error(`--${name} must be a number, not "${text}"`);
  process.exit(2);
}

function printRound({ plan, seconds, disturbances, outcomes, problems, traces }: RoundReport): void {
  const verdict = problems.length === 0 ? 'ok    ' : 'FAILED';
  const kind = 'kind' in plan ? [String(plan.kind)] : [];
  const parts = [
    `${seconds.toFixed(1).padStart(5)} s`,
    ...kind,
    describeDisturbances(disturbances),
    describeOutcomes(outcomes),
  ];
  console.log(
    `${String(reports.length).padStart(4)}  ${verdict}  seed ${String(plan.seed).padEnd(10)}  ${parts.join('  |  ')}`,
  );
  if (problems.length === 0) return;
  for (const problem of problems) console.log(`      ${problem}`);
  console.log(`      plan: ${JSON.stringify(plan)}`);
  console.log(`      traces: ${traces}`);
  console.log(
    `      again: npm run torture -- ${isKnownPlan(plan) ? '--known' : `--seed ${plan.seed} --rounds 1${kind.map((name) => ` --kind ${name}`).join('')}`}`,
  );
}
