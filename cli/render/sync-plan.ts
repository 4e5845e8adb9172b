import type { PlannedDeletions, SyncPlan } from '../../client/index.ts';
import { countListed } from '../../contracts/sync/report.ts';
import { keptSayer, say } from '../../lib/words/say.ts';
import { errorText } from './error-words.ts';
import { foundText, listLines } from './sync.ts';
import { count, formatBytes } from './units.ts';

/** What a run would do. */
export function renderPlan(plan: SyncPlan): string {
  const { found, bytes, files, removed, deletions, problems } = plan;
  const sayKept = keptSayer(plan);
  const delivered = plan.new + plan.changed;
  const ofWhy = (why: 'new' | 'changed') => files.flatMap((file) => (file.why === why ? [file.path] : []));
  const lines = [
    [foundText(plan, count(found, 'file')), say('{count} removed', { count: countListed(removed, plan) })].join(
      say(', '),
    ),
    delivered === 0
      ? say('a run would deliver nothing')
      : say('a run would deliver {files}, {size}', { files: count(delivered, 'file'), size: formatBytes(bytes) }),
    ...(deletions === undefined ? [] : [deletionText(plan.name, deletions)]),
    ...problems.map((error) => errorText(error, sayKept)),
    ...listLines(say('new'), ofWhy('new'), plan.new),
    ...listLines(say('changed'), ofWhy('changed'), plan.changed),
    ...listLines(say('removed'), removed),
    ...listLines(say('would be deleted on the platform'), deletions?.files.map(({ path }) => path) ?? []),
    ...listLines(say('still being written'), plan.waiting),
    ...listLines(say('set aside'), plan.setAside),
    ...listLines(
      say('left out'),
      plan.skipped.map(({ path, reason }) => say('{title}: {text}', { title: path, text: sayKept(reason) })),
    ),
  ];
  return lines.join('\n');
}

function deletionText(name: string, { files, remembered, budget, isWithinBudget }: PlannedDeletions): string {
  if (files.length === 0) return say('it would delete nothing on the platform');
  const all = { files: count(files.length, 'file'), remembered, budget };
  if (isWithinBudget) {
    return say('it would delete {files} of {remembered} on the platform, within the budget of {budget}', all);
  }
  return say(
    'it would delete nothing on the platform: {files} of {remembered} are more than the budget of {budget}; allow just these by --output FILE and then: modelrail sync trigger {name} --approve FILE',
    { ...all, name },
  );
}
