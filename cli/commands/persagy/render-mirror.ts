import type { MirrorReport } from '../../../contracts/sync/mirror.ts';
import { countListed } from '../../../contracts/sync/report.ts';
import { keptSayer, say } from '../../../lib/words/say.ts';
import { errorText } from '../../render/error-words.ts';
import { listLines } from '../../render/sync.ts';
import { count } from '../../render/units.ts';

/** What a run of a mirror found and did, or would do. */
export function renderMirror(report: MirrorReport, { isDryRun }: { isDryRun: boolean }): string {
  const { found, created, unchanged, removed, failed, skipped, error } = report;
  const sayKept = keptSayer(report);
  const told = (list: readonly unknown[]) => countListed(list, report);
  const lines = [
    say(
      isDryRun
        ? '{projects} found: {added} to be made, {unchanged} made before, {failed} failed, {skipped} not covered; {removed} gone'
        : '{projects} found: {added} made, {unchanged} made before, {failed} failed, {skipped} not covered; {removed} gone',
      {
        projects: count(found, 'project'),
        added: report.new,
        unchanged,
        failed: told(failed),
        skipped: told(skipped),
        removed: told(removed),
      },
    ),
    ...(error === undefined ? [] : [errorText(error, sayKept)]),
    ...listLines(
      say(isDryRun ? 'to be made' : 'made'),
      created.map(
        ({ projectId, projectName, id }) => `${projectId} ${projectName}${id === undefined ? '' : `: ${id}`}`,
      ),
      report.new,
    ),
    ...listLines(
      say('failed'),
      failed.map((one) => say('{title}: {text}', { title: one.path, text: errorText(one.error, sayKept) })),
    ),
    ...listLines(
      say('not covered by the map'),
      skipped.map(({ path, reason }) => say('{title}: {text}', { title: path, text: sayKept(reason) })),
    ),
    ...listLines(say('gone from their platform, and still where they were made'), removed),
  ];
  return lines.join('\n');
}
