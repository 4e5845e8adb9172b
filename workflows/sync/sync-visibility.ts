import { upsertSearchAttributes } from '@temporalio/workflow';
import type { SyncInput } from '../../contracts/sync/declaration.ts';
import { countListed, type SyncReport } from '../../contracts/sync/report.ts';
import type { SyncRunState } from '../../contracts/sync/run.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { tellDetails } from '../status/details-when-asked.ts';
import { escapeText } from '../status/markdown.ts';
import { stepLines } from '../status/status-markdown.ts';
import { openSteps } from '../steps/open-steps.ts';

/** Keeps what is seen of a run from outside in step with its state. */
export interface SyncVisibility {
  /** Call after every change. */
  update(): void;
}

/** Longer values do not fit the columns of Temporal's SQL visibility stores. */
const MAX_KEYWORD_LENGTH = 255;
/** Paths that are named of each list. */
const MAX_NAMES = 10;

/** Search attributes and current details of one run. */
export function createSyncVisibility({ name, declaration }: SyncInput, state: SyncRunState): SyncVisibility {
  let shown: string | undefined;
  tellDetails(() => details(state.report));
  return {
    update() {
      const { status } = state.report;
      // The schedule gave it all but the end.
      if (status !== 'running' && status !== shown) {
        upsertSearchAttributes([
          { key: { name: 'ModelrailSync', type: 'KEYWORD' }, value: name },
          {
            key: { name: 'ModelrailPlatform', type: 'KEYWORD' },
            value: cutText(declaration.platform, MAX_KEYWORD_LENGTH),
          },
          { key: { name: 'ModelrailStatus', type: 'KEYWORD' }, value: status },
        ]);
      }
      shown = status;
    },
  };
}

/** `1 file`, `2 files`. */
export function countFiles(count: number): string {
  return `${count} ${count === 1 ? 'file' : 'files'}`;
}

/** The present state as Markdown, for the top of the run's page in the Temporal UI: what was found, sent, and why it waits. */
function details(report: SyncReport): string {
  const { status, found, unchanged, touched, error, problems } = report;
  const told = (list: readonly unknown[]) => countListed(list, report);
  const lines = [
    `**${status}** · ${countFiles(found)} found, ${unchanged} unchanged${touched === 0 ? '' : ` (${touched} only touched)`}`,
    '',
    `${report.new} new, ${report.changed} changed, ${told(report.removed)} removed${deletedText(report)}, ${told(report.failed)} failed, ` +
      `${told(report.waiting)} still being written, ${told(report.setAside)} set aside`,
    '',
    ...(error === undefined ? [] : [`**${error.type}**: ${escapeText(error.message, 400)}`, '']),
    ...problems.flatMap(({ type, message }) => [`**${type}**: ${escapeText(message, 400)}`, '']),
    ...waitLines(),
    ...stepLines(openSteps()),
    ...listLines('Ingestions', report.ingestions.slice(-MAX_NAMES), report.ingestions.length),
    ...listLines('Removed', report.removed, report.removed.length),
    ...listLines('Deleted on the platform', report.deleted, report.deleted.length),
    ...listLines(
      'Failed',
      report.failed.map(({ path, error: { message } }) => `${path}: ${message}`),
      report.failed.length,
    ),
  ];
  return lines.join('\n');
}

function deletedText(report: SyncReport): string {
  const { deleted } = report;
  return deleted.length === 0 ? '' : ` (${countListed(deleted, report)} deleted on the platform)`;
}

function waitLines(): string[] {
  return openSteps().flatMap(({ summary, waiting }) =>
    waiting === undefined ? [] : [`**Waits** (${escapeText(summary)}): ${escapeText(waiting.reason, 400)}`, ''],
  );
}

function listLines(title: string, names: readonly string[], all: number): string[] {
  if (all === 0) return [];
  const told = names.slice(0, MAX_NAMES).map((name) => `- ${escapeText(name, 300)}`);
  return [`**${title}**`, '', ...told, ...(all > told.length ? [`- and ${all - told.length} more`] : []), ''];
}
