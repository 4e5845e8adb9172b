import type { Row } from './report.ts';

/** Seconds that each of two ways took, run in turn so that a drift of the machine meets both. */
export interface Comparison {
  ours: number[];
  baseline: number[];
}

/** Runs both ways once uncounted, then `rounds` times in turn; each tells its own seconds. */
export async function compare(
  rounds: number,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Comparison> {
  const result: Comparison = { ours: [], baseline: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const baselineSeconds = await baseline();
    const ourSeconds = await ours();
    // The first round fills caches.
    if (round === 0) continue;
    result.baseline.push(baselineSeconds);
    result.ours.push(ourSeconds);
  }
  return result;
}

/** Seconds that `work` takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of the ratios, pair by pair. */
export function medianRatio(dividends: readonly number[], divisors: readonly number[]): number {
  return median(dividends.map((value, round) => value / (divisors[round] ?? Number.NaN)));
}

/** The row of a comparison: our seconds over the baseline's; `baselineName` is what the baseline is, in a few words. */
export function ratioRow(
  name: string,
  { ours, baseline }: Comparison,
  { bar, baselineName }: { bar?: Row['bar']; baselineName: string },
): Row {
  const detail = `${median(ours).toFixed(2)} s; ${baselineName} ${median(baseline).toFixed(2)} s; ${ours.length} rounds`;
  return { name, value: medianRatio(ours, baseline), unit: '×', detail, ...(bar === undefined ? {} : { bar }) };
}
