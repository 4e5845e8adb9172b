import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Seconds that each of two ways took, run in turn so that a drift of the machine meets both. */
export interface Comparison {
  ours: number[];
  baseline: number[];
}

/** Runs both ways once uncounted, then `rounds` times in turn. The baseline tells its own seconds. */
export async function compare(
  rounds: number,
  ours: () => Promise<void>,
  baseline: () => Promise<number>,
): Promise<Comparison> {
  const result: Comparison = { ours: [], baseline: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const baselineSeconds = await baseline();
    const ourSeconds = await seconds(ours);
    // The first round fills caches.
    if (round === 0) continue;
    result.baseline.push(baselineSeconds);
    result.ours.push(ourSeconds);
  }
  return result;
}

/** Seconds that `work` takes. */
export async function seconds(work: () => Promise<void>): Promise<number> {
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

/** One line of a benchmark's table. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** What it has to reach; `max` for at most, `min` for at least. */
  bar?: { max: number } | { min: number };
  detail?: string;
}

/** The row of a comparison: the median of the ratios, pair by pair. */
export function ratioRow(name: string, { ours, baseline }: Comparison, bar: Row['bar']): Row {
  const ratios = ours.map((value, round) => value / (baseline[round] ?? Number.NaN));
  const detail = `${median(ours).toFixed(2)} s against ${median(baseline).toFixed(2)} s, ${ours.length} rounds`;
  return { name, value: median(ratios), unit: '×', detail, ...(bar === undefined ? {} : { bar }) };
}

/** Prints the table and keeps it as `bench/results/NAME.json`. */
export async function report(benchmark: string, rows: readonly Row[]): Promise<void> {
  for (const row of rows) {
    const bar = row.bar === undefined ? '' : 'max' in row.bar ? `≤ ${row.bar.max}` : `≥ ${row.bar.min}`;
    console.log(
      `${row.name.padEnd(52)} ${row.value.toFixed(2).padStart(9)} ${row.unit.padEnd(9)} ${bar.padEnd(8)} ${row.detail ?? ''}`,
    );
  }
  const folder = fileURLToPath(new URL('./results/', import.meta.url));
  await mkdir(folder, { recursive: true });
  const machine = { cpu: cpus()[0]?.model ?? '', cores: availableParallelism(), node: process.version };
  await writeFile(`${folder}${benchmark}.json`, `${JSON.stringify({ benchmark, machine, rows }, null, 2)}\n`);
}

/** Runs a program of `bench/` in a process of its own; answers what it prints. */
export async function runScript(name: string, args: readonly string[]): Promise<string> {
  const script = fileURLToPath(new URL(name, import.meta.url));
  return (await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...args])).stdout;
}
