import { Context } from '@temporalio/activity';
import type { IngestActivities } from '../contracts/ingest-activities.ts';
import type { IngestPlan, PlatformKind } from '../contracts/kinds.ts';
import type { RunRef } from '../contracts/progress.ts';
import { sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';
import { assertRequestFits } from '../lib/requests/request-size.ts';
import { readIngestRequest } from '../platforms/requests.ts';
import type { StepDeps } from './deps.ts';
import { activitiesOf } from './kinds.ts';
import { readReports } from './read-reports.ts';
import { readSlice } from './read-slice.ts';
import type { Recall } from './recall.ts';
import { resetBackoff } from './reset-backoff.ts';
import { asActivity } from './run.ts';
import type { PlatformSessions } from './sessions.ts';

/** Steps that every ingestion has, whatever its platform. */
export function createIngestActivities(
  deps: Pick<StepDeps, 'evidence' | 'temporal' | 'identity'> & { platforms: PlatformSessions; recall: Recall },
): IngestActivities {
  return {
    prepareIngestion: asActivity(async ({ request: given, recalls }, run) => {
      // Any Temporal client may have started the run, so nothing about its input is certain.
      const { kindOf } = deps.platforms;
      const request = readIngestRequest(given, { kindOf, isStart: false });
      assertRequestFits(request);
      const kind = kindOf(request.platform);
      const plan = {
        kind,
        ...(deps.evidence.sha256 ? { sha256: true } : {}),
        ...planOf(deps.platforms, kind, request.platform),
      } as IngestPlan; // as: the plan of this kind
      const remembered = recalls === true ? await deps.recall.target(plan.kind, request, run.ingestion) : undefined;
      return remembered === undefined ? plan : { ...plan, remembered };
    }),
    resetBackoff: asActivity(async ({ slices = [] }) => resetBackoff(deps.temporal, [ownRun(), ...slices])),
    readReports: asActivity(async () => readReports(deps.temporal, ownRun())),
    readSlice: asActivity(async ({ run }) => ({ result: await readSlice(deps.temporal, run) })),
    ping: async () => ({ identity: deps.identity }),
  };
}

/** The run that the present activity belongs to. */
function ownRun(): RunRef {
  const { workflowExecution } = Context.current().info;
  if (workflowExecution === undefined) throw new ModelrailError('Internal', 'only a run can ask about its own steps');
  return workflowExecution;
}

/** What a platform's kind adds to the plan of a run. */
function planOf(platforms: PlatformSessions, kind: PlatformKind, platform: string): object {
  const { plan } = activitiesOf(kind);
  if (plan !== undefined) return plan(platforms.session(kind, platform));
  const refusal = sentenceOf('platform "{platform}" is of kind {kind}, which accepts no files', { platform, kind });
  throw new ModelrailError('InvalidRequest', refusal);
}
