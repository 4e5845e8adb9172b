import { FAULT_KINDS } from '../../lib/simulation/faults.ts';
import { PHASES } from './clock.ts';
import type { Disturbance } from './disturbances.ts';
import { ENDPOINTS } from './plan.ts';
import type { RoundReport } from './round.ts';

/** What came of a round's disturbances, in one line. */
export function describeDisturbances(disturbances: readonly Disturbance[]): string {
  const reached = disturbances.filter(({ times }) => times > 0);
  const counts: Record<string, number> = {};
  for (const { kind, times } of reached) counts[kind] = (counts[kind] ?? 0) + times;
  return `${reached.length} of ${disturbances.length}: ${list(counts) || 'undisturbed'}`;
}

/** How a round's ingestions ended, in one line. */
export function describeOutcomes(outcomes: RoundReport['outcomes']): string {
  return list(outcomes);
}

/** Prints rounds, time, what was planned and reached of each kind, and the seeds that failed. */
export function printSummary(reports: readonly RoundReport[], campaign: string): void {
  const disturbances = reports.flatMap((report) => report.disturbances);
  console.log(`\n${'disturbance'.padEnd(30)} planned  reached    times`);
  for (const title of [...new Set(disturbances.map(titleOf))].sort()) {
    printRow(
      title,
      disturbances.filter((one) => titleOf(one) === title),
    );
  }
  printRow('all', disturbances);
  const pairs = new Set(disturbances.filter(({ times }) => times > 0).map(({ kind, route }) => `${kind} ${route}`));
  const fallen = FAULT_KINDS.flatMap((kind) => ENDPOINTS.filter((endpoint) => pairs.has(`${kind} ${endpoint}`)));
  console.log(`kinds of faults on calls: ${fallen.length} of ${FAULT_KINDS.length * ENDPOINTS.length} have fallen`);
  printOutcomes(reports);
  printPhases(reports);
  const failed = reports.filter((report) => report.problems.length > 0);
  const seconds = Math.round(performance.now() / 1000);
  console.log(`\n${reports.length} rounds of ${campaign} in ${seconds} s, ${failed.length} failed`);
  if (failed.length > 0) console.log(`failing seeds: ${failed.map((report) => report.plan.seed).join(', ')}`);
}

function titleOf({ kind, detail }: Disturbance): string {
  return detail === undefined ? kind : `${kind} ${detail}`;
}

function printRow(title: string, ofKind: readonly Disturbance[]): void {
  const reached = ofKind.filter(({ times }) => times > 0).length;
  const times = ofKind.reduce((sum, one) => sum + one.times, 0);
  const figures = [ofKind.length, reached, times].map((figure) => String(figure).padStart(8));
  console.log(`${title.padEnd(29)}${figures.join(' ')}`);
}

function printPhases(reports: readonly RoundReport[]): void {
  const mean = (select: (report: RoundReport) => number) =>
    (reports.reduce((sum, report) => sum + select(report), 0) / Math.max(1, reports.length)).toFixed(1);
  const phases = PHASES.map((phase) => `${phase} ${mean((report) => report.phases[phase])}`);
  console.log(`seconds of a round: ${mean((report) => report.seconds)} (${phases.join(', ')})`);
}

function printOutcomes(reports: readonly RoundReport[]): void {
  const sums: Record<string, number> = {};
  for (const [outcome, count] of reports.flatMap((report) => Object.entries(report.outcomes))) {
    sums[outcome] = (sums[outcome] ?? 0) + count;
  }
  console.log(`ingestions: ${list(sums)}`);
}

function list(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([kind, count]) => (count === 1 ? kind : `${kind} ×${count}`))
    .join(', ');
}
