import { SUMMARY_MEMO } from '../contracts/names.ts';
import type { FileProgress, IngestProgress } from '../contracts/progress.ts';
import type { FileRequest, IngestRequest } from '../contracts/request.ts';
import { ModelrailError } from '../lib/errors.ts';
import { parseSummary } from './progress-summary.ts';
import { attributeKeys, firstRunId, type Run, readInput, statusOfRun } from './run.ts';
import type { Temporal } from './temporal.ts';
import { grpcStatus } from './temporal-error.ts';

/** Together with the wait for a worker this stays below two seconds. */
const READ_TIMEOUT_MS = 400;
/** The server gave a query up, or we did: nobody took it in time. */
const GRPC_GIVEN_UP = [1, 4];

/** The state of a run from its memo and from what was asked for, with a note that says how far it can be trusted. */
export async function knownWithoutWorker(
  temporal: Temporal,
  run: Run,
  last: IngestProgress | undefined,
  reason: unknown,
): Promise<IngestProgress> {
  const summary = parseSummary(run.memo?.[SUMMARY_MEMO]);
  const attribute = run.typedSearchAttributes.get(attributeKeys.status) ?? summary?.status;
  const isFirstLook = last === undefined || last.runId !== firstRunId(run);
  const base = isFirstLook ? await fromRequest(temporal, run) : last;
  const { waiting: _waiting, ...known } = base;
  return {
    ...known,
    status: statusOfRun(run.status.name, attribute),
    ...(summary === undefined ? {} : { stage: summary.stage, percent: Math.max(summary.percent, base.percent) }),
    ...(summary?.projectId === undefined ? {} : { projectId: summary.projectId }),
    ...(summary?.error === undefined ? {} : { error: summary.error }),
    note: `${words(reason)}; ${isFirstLook ? trust(summary?.files) : 'the figures are those of its last answer'}`,
  };
}

async function fromRequest(temporal: Temporal, run: Run): Promise<IngestProgress> {
  const request = await readRequest(temporal, run);
  return {
    id: run.workflowId,
    runId: firstRunId(run),
    platform: request?.platform ?? run.typedSearchAttributes.get(attributeKeys.platform) ?? '',
    status: 'running',
    stage: 'fingerprint',
    percent: 0,
    files: request?.files.map(untouched) ?? [],
    startedAt: run.startTime.toISOString(),
  };
}

/** A foreign client may have started the workflow with anything; the answer has to come in time even if this does not. */
async function readRequest(temporal: Temporal, run: Run): Promise<IngestRequest | undefined> {
  try {
    const [request] = await readInput(temporal, run, Date.now() + READ_TIMEOUT_MS);
    return isRequest(request) ? request : undefined;
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'TemporalUnavailable') return undefined;
    throw error;
  }
}

function isRequest(value: unknown): value is IngestRequest {
  if (typeof value !== 'object' || value === null) return false;
  return 'files' in value && Array.isArray(value.files) && 'platform' in value && typeof value.platform === 'string';
}

function untouched(file: FileRequest): FileProgress {
  const { source } = file;
  return {
    source,
    name: file.name ?? source.slice(source.search(/[^/\\]*$/)),
    size: 0,
    hash: '',
    status: 'pending',
    stage: 'fingerprint',
    percent: 0,
    upload: { chunks: 0, sent: 0, skipped: 0, bytesSkipped: 0, bytesSent: 0, instant: false },
  };
}

function words(reason: unknown): string {
  const status = grpcStatus(reason);
  if (reason === undefined) return 'a worker gave an answer that this version does not understand';
  if (status === undefined || GRPC_GIVEN_UP.includes(status.code)) return 'no worker answered in time';
  return `no worker answered (${status.details})`;
}

function trust(fileCount: number | undefined): string {
  if (fileCount === undefined) return 'what the files have come to is not known';
  return 'stage and percentage are those of the last finished step, what each file has come to is not known';
}
