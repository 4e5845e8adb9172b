import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** One line of a benchmark's table. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  /** What it has to reach; `max` for at most, `min` for at least. */
  bar?: { max: number } | { min: number };
  /** What was compared. */
  detail: string;
}

/** What a benchmark leaves behind. */
export interface Report {
  benchmark: string;
  /** ISO 8601. */
  measuredAt: string;
  machine: { cpu: string; cores: number; memoryGiB: number; kernel: string; node: string };
  rows: Row[];
  /** Why the benchmark, or a part of it, was left out. */
  skipped?: string;
}

const RESULTS = fileURLToPath(new URL('./results/', import.meta.url));

/** Prints the rows, keeps them as `bench/results/NAME.json`, and sets the exit code to 1 when a bar is missed. */
export async function report(benchmark: string, rows: readonly Row[], skipped?: string): Promise<void> {
  for (const row of rows) {
    const value = `${formatValue(row.value)} ${row.unit}`.trimEnd();
    const verdict = row.bar === undefined ? '' : isReached(row) ? 'ok' : 'MISSED';
    console.log(`${row.name.padEnd(58)} ${value.padStart(12)}  ${formatBar(row.bar).padEnd(7)} ${verdict.padEnd(7)}`);
    console.log(`    ${row.detail}`);
  }
  if (skipped !== undefined) console.log(`skipped: ${skipped}`);
  if (!rows.every(isReached)) process.exitCode = 1;
  const kept: Report = {
    benchmark,
    measuredAt: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? '',
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 1024 ** 3),
      kernel: release(),
      node: process.version,
    },
    rows: [...rows],
    ...(skipped === undefined ? {} : { skipped }),
  };
  await mkdir(RESULTS, { recursive: true });
  await writeFile(`${RESULTS}${benchmark}.json`, `${JSON.stringify(kept, null, 2)}\n`);
}

/** The last report of every benchmark. */
export async function readReports(): Promise<Report[]> {
  const names = (await readdir(RESULTS)).filter((name) => name.endsWith('.json'));
  // Written by `report`.
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(`${RESULTS}${name}`, 'utf8')) as Report));
}

/** False when a row has a bar and misses it; a value that is no number misses every bar. */
export function isReached({ value, bar }: Row): boolean {
  if (bar === undefined) return true;
  return 'max' in bar ? value <= bar.max : value >= bar.min;
}

/** Two decimals for ratios and seconds, none for large numbers. */
export function formatValue(value: number): string {
  return Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}

/** `≤ 1.25`, or nothing. */
export function formatBar(bar: Row['bar']): string {
  if (bar === undefined) return '';
  return 'max' in bar ? `≤ ${bar.max}` : `≥ ${bar.min}`;
}
