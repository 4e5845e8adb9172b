import type { MirrorReport } from '../../../contracts/sync/mirror.ts';
import { countListed } from '../../../contracts/sync/report.ts';
import { listLines } from '../../render/sync.ts';
import { printable } from '../../render/text.ts';
import { count } from '../../render/units.ts';

/** What a run of a mirror found and did, or would do. */
export function renderMirror(report: MirrorReport, { isDryRun }: { isDryRun: boolean }): string {
  const { found, created, unchanged, removed, failed, skipped, error } = report;
  const told = (list: readonly unknown[]) => countListed(list, report);
  const lines = [
    `${count(found, 'project')} found: ${report.new} ${isDryRun ? 'to be made' : 'made'}, ${unchanged} made before, ` +
      `${told(failed)} failed, ${told(skipped)} not covered; ${told(removed)} gone`,
    ...(error === undefined ? [] : [`${error.type}: ${printable(error.message)}`]),
    ...listLines(
      isDryRun ? 'to be made' : 'made',
      created.map(
        ({ projectId, projectName, id }) => `${projectId} ${projectName}${id === undefined ? '' : `: ${id}`}`,
      ),
      report.new,
    ),
    ...listLines(
      'failed',
      failed.map((one) => `${one.path}: ${one.error.type}: ${one.error.message}`),
    ),
    ...listLines(
      'not covered by the map',
      skipped.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    ...listLines('gone from their platform, and still where they were made', removed),
  ];
  return lines.join('\n');
}
