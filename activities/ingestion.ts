import { Context } from '@temporalio/activity';
import type { IngestActivities } from '../contracts/activities.ts';
import { waitingHeartbeatTimeoutMs } from '../contracts/policies.ts';
import type { RunRef } from '../contracts/progress.ts';
import { ModelrailError } from '../lib/errors.ts';
import { parseIngestRequest } from '../lib/requests/ingest-request.ts';
import { assertRequestFits } from '../lib/requests/request-size.ts';
import { parseBandwidth } from '../lib/transfer/bandwidth.ts';
import { assertPlatformRequest } from '../platforms/requests.ts';
import type { ActivityDeps } from './deps.ts';
import { hastenAttempts } from './hasten-attempts.ts';
import { readReports } from './read-reports.ts';
import { readSlice } from './read-slice.ts';
import { asActivity } from './run.ts';

/** Steps that every ingestion has, whatever its platform. */
export function createIngestActivities(
  deps: Pick<ActivityDeps, 'platforms' | 'evidence' | 'temporal' | 'identity'>,
): IngestActivities {
  return {
    prepareIngestion: asActivity(async ({ request: given }) => {
      // Any Temporal client may have started the run, so nothing about its input is certain.
      const request = parseIngestRequest(given);
      assertRequestFits(request);
      const kind = deps.platforms.kindOf(request.platform);
      assertPlatformRequest(kind, request);
      if (request.options?.bwlimit !== undefined) parseBandwidth(request.options.bwlimit);
      const { settings } = deps.platforms.chongqingBim(request.platform);
      return {
        kind,
        chunkSizeBytes: settings.upload.chunkSize,
        maxModelsPerTask: settings.convert.maxModels,
        convertTimeoutMs: settings.convert.timeout,
        waitHeartbeatMs: waitingHeartbeatTimeoutMs(settings.convert.pollInterval),
        ...(deps.evidence.sha256 ? { sha256: true } : {}),
      };
    }),
    hastenAttempts: asActivity(async ({ slices = [] }) => hastenAttempts(deps.temporal, [ownRun(), ...slices])),
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
