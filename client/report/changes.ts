import type { ChangesResult, ChangingWorkflow } from '../../contracts/changes.ts';
import { shownError } from '../../contracts/errors.ts';
import type { IngestStatus } from '../../contracts/progress.ts';
import type { ReportedChanges } from '../../contracts/report.ts';
import { toldWith } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import { outcomeOf } from '../operations/outcome.ts';
import { attributeKeys, type Run, readInput } from '../runs/run.ts';
import { startedByOf } from '../runs/started-by.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** A run that changed a platform by a plan, as a report has it; of an open one what is planned. */
export async function reportChanges(
  temporal: Temporal,
  run: Run,
  { kind, planned, made }: ChangingWorkflow,
): Promise<ReportedChanges> {
  const { result, error } = await readEnd(temporal, run, made);
  const [input] = result === undefined ? await readInput(temporal, run) : [];
  const changes = result?.changes ?? planned(input) ?? [];
  const failure = error?.toKept();
  const startedBy = startedByOf(run);
  return {
    id: run.workflowId,
    runId: firstRunId(run),
    platform: run.typedSearchAttributes.get(attributeKeys.platform) ?? '',
    kind,
    status: statusOf(run, result),
    ...(startedBy === undefined ? {} : { startedBy }),
    startedAt: run.startTime.toISOString(),
    ...(run.closeTime === undefined ? {} : { closedAt: run.closeTime.toISOString() }),
    totals: {
      changes: changes.length,
      done: changes.filter(({ state }) => state === 'done' || state === 'undone').length,
    },
    changes,
    ...toldWith([...(result?.told ?? []), ...(failure?.told ?? [])]),
    ...(failure === undefined ? {} : { error: shownError(failure) }),
  };
}

interface End {
  result?: ChangesResult | undefined;
  error?: ModelrailError;
}

/** How a run has ended: with a result, or with an error; nothing of an open one. */
async function readEnd(temporal: Temporal, run: Run, made: ChangingWorkflow['made']): Promise<End> {
  if (run.closeTime === undefined) return {};
  try {
    return { result: made(await outcomeOf<unknown>(temporal, run.workflowId)) };
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.type === 'TemporalUnavailable') throw error;
    return { error };
  }
}

function statusOf(run: Run, result: ChangesResult | undefined): IngestStatus {
  if (run.closeTime === undefined) return 'running';
  if (run.status.name === 'CANCELLED') return 'cancelled';
  return result?.status ?? 'failed';
}
