/** Prints the last results as the markdown of docs/performance.md: `node --import tsx bench/table.ts`. */
import { BENCHMARKS } from './names.ts';
import { formatBar, formatValue, isReached, type Report, readReports } from './report.ts';

const kept = new Map((await readReports()).map((report) => [report.benchmark, report]));
const reports = BENCHMARKS.flatMap((name) => kept.get(name) ?? []);

for (const text of new Set(reports.map(describeMachine))) console.log(`${text}\n`);
console.log('| benchmark | what | measured | bar | how it came about |\n|---|---|---|---|---|');
for (const { benchmark, rows, skipped } of reports) {
  for (const row of rows) {
    const bar = row.bar === undefined ? '' : `${formatBar(row.bar)}${isReached(row) ? '' : ' **missed**'}`;
    console.log(`| \`${benchmark}\` | ${row.name} | ${formatValue(row.value)} ${row.unit} | ${bar} | ${row.detail} |`);
  }
  if (skipped !== undefined) console.log(`| \`${benchmark}\` | | | | ${skipped} |`);
}

function describeMachine({ machine, measuredAt }: Report): string {
  const { cpu, cores, memoryGiB, kernel, node } = machine;
  return `${measuredAt.slice(0, 10)}: ${cpu}, ${cores} cores, ${memoryGiB} GiB, Linux ${kernel}, Node ${node}.`;
}
