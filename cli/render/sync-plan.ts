import type { PlannedDeletions, SyncPlan } from '../../client/index.ts';
import { countListed } from '../../contracts/sync/report.ts';
import { listLines } from './sync.ts';
import { printable } from './text.ts';
import { count, formatBytes } from './units.ts';

/** What a run would do. */
export function renderPlan(plan: SyncPlan): string {
  const { found, unchanged, touched, bytes, files, removed, deletions, problems } = plan;
  const delivered = plan.new + plan.changed;
  const ofWhy = (why: 'new' | 'changed') => files.flatMap((file) => (file.why === why ? [file.path] : []));
  const lines = [
    `${count(found, 'file')} found: ${plan.new} new, ${plan.changed} changed, ${unchanged} unchanged` +
      `${touched === 0 ? '' : ` (${touched} only touched)`}, ${countListed(removed, plan)} removed`,
    delivered === 0
      ? 'a run would deliver nothing'
      : `a run would deliver ${count(delivered, 'file')}, ${formatBytes(bytes)}`,
    ...(deletions === undefined ? [] : [deletionText(plan.name, deletions)]),
    ...problems.map(({ type, message }) => `${type}: ${printable(message)}`),
    ...listLines('new', ofWhy('new'), plan.new),
    ...listLines('changed', ofWhy('changed'), plan.changed),
    ...listLines('removed', removed),
    ...listLines('would be deleted on the platform', deletions?.files.map(({ path }) => path) ?? []),
    ...listLines('still being written', plan.waiting),
    ...listLines('set aside', plan.setAside),
    ...listLines(
      'left out',
      plan.skipped.map(({ path, reason }) => `${path}: ${reason}`),
    ),
  ];
  return lines.join('\n');
}

function deletionText(name: string, { files, remembered, budget, isWithinBudget }: PlannedDeletions): string {
  if (files.length === 0) return 'it would delete nothing on the platform';
  const all = `${count(files.length, 'file')} of ${remembered}`;
  if (isWithinBudget) return `it would delete ${all} on the platform, within the budget of ${budget}`;
  return (
    `it would delete nothing on the platform: ${all} are more than the budget of ${budget}; allow just these by ` +
    `--output FILE and then: modelrail sync trigger ${name} --approve FILE`
  );
}
