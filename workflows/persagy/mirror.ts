import {
  ApplicationFailure,
  CancelledFailure,
  defineQuery,
  executeChild,
  isCancellation,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { errorOf, type KeptError } from '../../contracts/errors.ts';
import { mirrorWorkflowId } from '../../contracts/persagy/mirror.ts';
import { sentenceOf } from '../../contracts/sentences.ts';
import { isMirrorInput, type MirrorInput, type MirrorReport } from '../../contracts/sync/mirror.ts';
import { emptyReport, failReport, type SyncReport } from '../../contracts/sync/report.ts';
import { REPORT_QUERY } from '../../contracts/sync/run.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { endOfReport, logRun } from '../status/run-log.ts';
import { toKeptError } from '../steps/failure-info.ts';
import { mirrorNewProjects } from './mirror-new-projects.ts';

const reportQuery = defineQuery<SyncReport>(REPORT_QUERY);
/** Longer values do not fit the columns of Temporal's SQL visibility stores. */
const MAX_KEYWORD_LENGTH = 255;

/**
 * A run of a mirror: makes the projects of one platform on another one that are not there yet, and tells which are gone. Two of the same
 * platforms never run at a time, however they are started: the second fails as `AlreadyExists`.
 *
 * Of a sync it ends as the runs of all syncs do: failed when nothing could be made; by hand it ends with its report.
 */
export async function mirrorProjects(input: MirrorInput): Promise<MirrorReport> {
  if (!isMirrorInput(input)) throw ApplicationFailure.nonRetryable('the input is no mirror', 'InvalidRequest');
  const { name, ...work } = input;
  const { platform, to } = work.declaration;
  let report: MirrorReport = { ...emptyReport(), unit: 'project', created: [] };
  setHandler(reportQuery, () => report);
  const line = { run: 'mirror', id: name ?? workflowInfo().workflowId, platform: to } as const;
  logRun({ ...line, event: 'begins' });
  try {
    report = await executeChild(mirrorNewProjects, {
      workflowId: mirrorWorkflowId(platform, to),
      args: [work],
      staticSummary: cutText(`the projects of ${platform} on ${to}`, 130),
    });
  } catch (error) {
    if (isCancellation(error)) report.status = 'cancelled';
    else failReport(report, whyFailed(error, input));
  }
  logRun({ ...line, event: 'ends', ...endOfReport(report) });
  if (name !== undefined) {
    upsertSearchAttributes([
      { key: { name: 'ModelrailSync', type: 'KEYWORD' }, value: name },
      { key: { name: 'ModelrailPlatform', type: 'KEYWORD' }, value: cutText(to, MAX_KEYWORD_LENGTH) },
      { key: { name: 'ModelrailStatus', type: 'KEYWORD' }, value: report.status },
    ]);
  }
  if (report.status === 'cancelled') throw new CancelledFailure('the run was cancelled', [report]);
  if (report.status !== 'failed' || name === undefined) return report;
  const { type, message } = report.error ?? { type: 'Internal', message: 'nothing was made' };
  throw ApplicationFailure.create({ type, message, nonRetryable: true, details: [report] });
}

function whyFailed(error: unknown, { declaration: { platform, to } }: MirrorInput): KeptError {
  if (error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError') {
    const both = { platform, to };
    return errorOf(
      'AlreadyExists',
      sentenceOf('another run mirrors {platform} to {to}: try again when it has ended', both),
    );
  }
  return toKeptError(error);
}
