import { z } from 'zod';
import type { IngestSummary } from '../../client/index.ts';
import { ERROR_TYPES, type ErrorInfo } from '../../contracts/errors.ts';
import type { ModelFormat } from '../../contracts/model-format.ts';
import {
  FILE_STATUSES,
  type FileProgress,
  INGEST_STATUSES,
  type SkippedSource,
  STAGES,
  type UploadProgress,
  WAITING_FOR,
  type Waiting,
} from '../../contracts/progress.ts';
import type { IngestProgressPage } from '../files-page.ts';
import type { Problem } from '../problems.ts';

/** Schemas of what the gateway answers. Each shape has every member of the type it stands for, and no other. */

export const moment = z.iso.datetime();
const percent = z.number().min(0).max(100);
export const count = z.number().int().min(0);
export const status = z.enum(INGEST_STATUSES);
export const stage = z.enum(STAGES);
export const errorInfo = z.object({
  type: z.enum(ERROR_TYPES),
  message: z.string(),
  isSummary: z.literal(true).optional().describe('Of an ingestion: it only sums up the errors of its files.'),
} satisfies Record<keyof ErrorInfo, z.ZodType>);

/** Of a file; which of them is the last depends on the kind of platform. */
export const fileStatus = z.enum(FILE_STATUSES);

const upload = z.object({
  chunks: count.describe('Number of chunks of the file.'),
  sent: count.describe('Chunk requests that the platform accepted, over all attempts.'),
  skipped: count.describe('Chunks that the platform had already.'),
  asked: z.literal(true).optional().describe('The platform was asked, and had nothing.'),
  bytesSkipped: count,
  bytesSent: count,
  bytesUnderWay: count
    .optional()
    .describe('Bytes that have left in requests that are not answered yet; only while it is sent.'),
  instant: z.boolean().describe('The platform had the whole file already.'),
} satisfies Record<keyof UploadProgress, z.ZodType>);

/** What the bytes of a file say that it is. */
export const modelFormat = z
  .object({
    kind: z.string().describe('`rvt`, `rfa`, `ifc`, `ifczip`, `ifcxml`, `step`, `dwg` or `dgn`.'),
    version: z
      .string()
      .optional()
      .describe(
        'Release of Revit or AutoCAD, schema of IFC, protocol of STEP, version of DGN; absent where it is not to be seen.',
      ),
  } satisfies Record<keyof ModelFormat, z.ZodType>)
  .describe('What its bytes say that it is.');

const file = z.object({
  source: z.string(),
  name: z.string(),
  size: count.describe('Bytes.'),
  hash: z
    .string()
    .nullable()
    .describe('MD5; empty until it is known, null of a delivered file whose bytes never passed here.'),
  status: fileStatus,
  stage,
  percent,
  upload,
  fileId: z.string().optional(),
  path: z.string().optional(),
  remote: z
    .record(z.string(), z.string())
    .optional()
    .describe('What else the platform answered about it, by names that its kind has.'),
  sameAs: z.string().optional().describe('Source of the file of the same name and content, delivered for both.'),
  format: modelFormat.optional(),
  warning: z.string().optional(),
  notes: z.array(z.string()).optional().describe('What is to be known of it though it went well.'),
  saved: z.string().optional().describe('Where its result was saved, on the machine that worked the file.'),
  error: errorInfo.optional(),
} satisfies Record<keyof FileProgress, z.ZodType>);

export const waiting = z.object({
  for: z.enum(WAITING_FOR),
  reason: z.string(),
  since: moment,
  nextAttemptAt: moment.optional(),
  host: z.string().optional().describe('The host whose worker, or whose files, it waits for.'),
} satisfies Record<keyof Waiting, z.ZodType>);

const cancelling = z.literal(true).optional().describe('Its cancellation was asked for, and it has not ended.');
const projectName = z.string().optional().describe('The name of a project that the request has made.');

/** `GET /v1/ingestions/{id}`. */
export const ingestion = z
  .object({
    id: z.string(),
    runId: z.string(),
    platform: z.string(),
    kind: z.string().optional().describe('The kind of that platform; absent until the request is checked.'),
    startedBy: z.string().optional().describe('Who started it: `USER@HOST`, or the name of a service.'),
    sync: z.string().optional().describe('The sync that it is of, whose next run tries again what failed.'),
    status,
    stage,
    percent,
    waiting: waiting.optional().describe('Present while it waits.'),
    silentSince: moment.optional().describe('Since when no call under way has been answered; only after some seconds.'),
    pausedSince: moment.optional(),
    cancelling,
    projectId: z.string().optional(),
    projectName,
    modelGroupId: z.string().optional(),
    taskId: z.string().optional(),
    tasks: z.array(z.object({ modelGroupId: z.string(), taskId: z.string() })).optional(),
    files: z.array(file).describe('The first 1,000, or those of `filesPageToken`.'),
    filesPageToken: z.string().optional().describe('Asks for the next files; absent on the last page.'),
    skipped: z
      .array(z.object({ source: z.string(), reason: z.string() } satisfies Record<keyof SkippedSource, z.ZodType>))
      .optional()
      .describe('What the client left out that made the request.'),
    warnings: z
      .array(z.string())
      .optional()
      .describe('What it will probably fail by, or do a second time, by what is remembered of earlier ingestions.'),
    notes: z.array(z.string()).optional().describe('What else is worth knowing of it.'),
    dryRun: z.object({ toSend: count, bytesToSend: count, instant: count }).optional(),
    leftovers: z
      .array(z.string())
      .optional()
      .describe('What remains on the platform without a record of the ingestion.'),
    note: z.string().optional(),
    error: errorInfo.optional(),
    startedAt: moment,
    closedAt: moment.optional(),
    url: z.string().optional().describe('The run in the Temporal UI.'),
  } satisfies Record<Exclude<keyof IngestProgressPage, 'slices'>, z.ZodType>)
  .meta({ id: 'Ingestion' });

/** A line of a list. */
export const ingestionSummary = z.object({
  id: z.string(),
  runId: z.string(),
  platform: z.string(),
  status,
  stage,
  projectId: z.string().optional(),
  projectName,
  waiting: waiting.optional().describe('Present while it waits, a few seconds after that began.'),
  cancelling,
  percent: percent.optional(),
  files: count.optional(),
  dryRun: z.literal(true).optional(),
  startedAt: moment,
  closedAt: moment.optional(),
} satisfies Record<keyof IngestSummary, z.ZodType>);

/** `GET /v1/ingestions`. */
export const ingestionList = z
  .object({
    ingestions: z.array(ingestionSummary),
    nextPageToken: z.string().optional().describe('Asks for the next page; absent on the last one.'),
  })
  .meta({ id: 'IngestionList' });

/** `POST /v1/ingestions`. */
export const ingestionStarted = z
  .object({
    id: z.string(),
    runId: z.string(),
    isAttached: z.boolean().describe('It existed with the same request; nothing was started.'),
    status,
    closedAt: moment.optional().describe('When it ended; present when it was attached to after its end.'),
    warnings: z.array(z.string()).optional().describe('Warnings about the request.'),
  })
  .meta({ id: 'IngestionStarted' });

/** What was asked of an ingestion is under way. */
export const accepted = z.object({ id: z.string() }).meta({ id: 'Accepted' });

/** `POST /v1/ingestions/{id}/retry`. */
export const retryStarted = z
  .object({
    id: z.string(),
    runId: z.string(),
    isNewRun: z.boolean().describe('False when it was open: its waiting steps were retried now.'),
    retriedNow: count.optional().describe('Number of waiting steps that were retried now.'),
  })
  .meta({ id: 'RetryStarted' });

/** Every answer that is an error (RFC 9457). */
export const problem = z
  .object({
    type: z.enum(ERROR_TYPES.map((name) => `urn:modelrail:error:${name}` as const)),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().describe('What happened, and what to do.'),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .describe('The problems of the body, each with its place: the first 100.'),
  } satisfies Record<keyof Problem, z.ZodType>)
  .meta({ id: 'Problem' });
