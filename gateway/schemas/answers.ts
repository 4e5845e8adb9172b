import { z } from 'zod';
import type { IngestSummary } from '../../client/index.ts';
import { ERROR_TYPES } from '../../contracts/errors.ts';
import type { FileProgress, SkippedSource, UploadProgress } from '../../contracts/progress.ts';
import { component } from '../../lib/requests/component.ts';
import { labels as requestLabels } from '../../lib/requests/labels.ts';
import type { IngestProgressPage } from '../files-page.ts';
import type { FieldProblem, Problem } from '../problems.ts';
import { examples } from './examples.ts';
import * as parts from './parts.ts';
import { count, errorInfo, fileStatus, modelFormat, moment, percent, stage, status, text, waiting } from './parts.ts';

/** Schemas of what the gateway answers. Each shape has every member of the type it stands for, and no other. */

const upload = component(
  'Upload',
  'What was sent of a file.',
  z.object({
    chunks: count.describe('Number of chunks of the file.'),
    sent: count.describe('Chunk requests that the platform accepted, over all attempts.'),
    skipped: count.describe('Chunks that the platform had already.'),
    asked: z.literal(true).optional().describe('The platform was asked, and had nothing.'),
    bytesSkipped: count.describe('Bytes in the `skipped` chunks.'),
    bytesSent: count.describe('Bytes in the `sent` chunks.'),
    bytesUnderWay: count
      .optional()
      .describe('Bytes that have left in requests that are not answered yet; only while it is sent.'),
    instant: z.boolean().describe('The platform had the whole file already.'),
  } satisfies Record<keyof UploadProgress, z.ZodType>),
);

const file = component(
  'IngestedFile',
  'One file of an ingestion.',
  z.object({
    source: text.describe('As the request names it; an address without its query.'),
    name: text.describe('Its name on the platform.'),
    size: count.describe('Bytes.'),
    hash: text
      .nullable()
      .describe('MD5; empty until it is known, null of a delivered file whose bytes never passed here.'),
    status: fileStatus,
    stage,
    percent: percent.describe('0 to 100, over all stages.'),
    upload,
    format: modelFormat.optional().describe('What its bytes say that it is.'),
    fileId: text.optional().describe("The platform's id of what was delivered."),
    path: text.optional().describe("The platform's path of what was delivered."),
    remote: z
      .record(text, text)
      .optional()
      .describe('What else the platform answered about it, by names that its kind has.'),
    sameAs: text.optional().describe('Source of the file of the same name and content, delivered for both.'),
    warning: text.optional().describe('Worth knowing, such as content that does not look like its extension.'),
    notes: z.array(text).optional().describe('What is to be known of it though it went well.'),
    saved: text.optional().describe('Where its result was saved, on the machine that worked the file.'),
    error: errorInfo.optional().describe('Why it failed, or what failed beside it.'),
  } satisfies Record<keyof FileProgress, z.ZodType>),
);

const skippedSource = component(
  'SkippedSource',
  'A file that was left out before the start.',
  z.object({
    source: text.describe('The file.'),
    reason: text.describe('Why.'),
  } satisfies Record<keyof SkippedSource, z.ZodType>),
);

const cancelling = z.literal(true).optional().describe('Its cancellation was asked for, and it has not ended.');
const labels = requestLabels.optional();
const projectId = text.optional().describe("The platform's id of the project.");
const projectName = text.optional().describe('The name of a project that the request has made.');

/** `GET /v1/ingestions/{id}`. */
export const ingestion = component(
  'Ingestion',
  'One ingestion in full.',
  z.object({
    ...parts.identity,
    platform: parts.platform,
    kind: text.optional().describe('The kind of that platform; absent until the request is checked.'),
    startedBy: text.optional().describe('Who started it: `USER@HOST`, or the name of a service.'),
    labels,
    sync: text.optional().describe('The sync that it is of, whose next run tries again what failed.'),
    status,
    stage: stage.describe('The step of the file that is least advanced.'),
    percent: percent.describe('0 to 100.'),
    waiting: waiting.optional().describe('Why it does not move; present while it waits.'),
    silentSince: moment.optional().describe('Since when no call under way has been answered; only after some seconds.'),
    pausedSince: moment.optional().describe('Since when it is paused; present while it is.'),
    cancelling,
    projectId,
    projectName,
    modelGroupId: text.optional().describe("The platform's id of the first model group."),
    taskId: text.optional().describe("The platform's id of the first conversion."),
    tasks: z.array(parts.task).optional().describe('All conversions with their groups.'),
    files: z.array(file).describe('The first 1,000, or those of `filesPageToken`.'),
    filesPageToken: text.optional().describe('Asks for the next files; absent on the last page.'),
    skipped: z.array(skippedSource).optional().describe('What the client left out that made the request.'),
    dryRun: parts.dryRun.optional().describe('Of a dry run: what it found.'),
    warnings: z
      .array(text)
      .optional()
      .describe('What it will probably fail by, or do a second time, by what is remembered of earlier ingestions.'),
    notes: z.array(text).optional().describe('What else is worth knowing of it.'),
    leftovers: parts.leftovers,
    told: parts.told,
    note: parts.note,
    error: errorInfo.optional().describe('Why it failed, or the first error of its files.'),
    startedAt: parts.startedAt,
    closedAt: parts.closedAt,
    url: text.optional().describe('The run in the Temporal UI.'),
  } satisfies Record<Exclude<keyof IngestProgressPage, 'slices'>, z.ZodType>),
  [examples.ingestion],
);

/** A line of a list. */
export const ingestionSummary = component(
  'IngestionSummary',
  'One ingestion in a list.',
  z.object({
    ...parts.identity,
    platform: parts.platform,
    labels,
    status,
    stage: stage.describe('The step of the file that is least advanced.'),
    projectId,
    projectName,
    waiting: waiting.optional().describe('Present while it waits, a few seconds after that began.'),
    cancelling,
    percent: percent.optional().describe('0 to 100, as of the last step that ended.'),
    files: count.optional().describe('Number of files, as of the last step that ended.'),
    dryRun: z.literal(true).optional().describe('Of a dry run.'),
    startedAt: parts.startedAt,
    closedAt: parts.closedAt,
  } satisfies Record<keyof IngestSummary, z.ZodType>),
);

/** `GET /v1/ingestions`. */
export const ingestionList = component(
  'IngestionList',
  'A page of ingestions, latest first.',
  z.object({
    ingestions: z.array(ingestionSummary).describe('May be fewer than a page has, and not be the last.'),
    nextPageToken: text.optional().describe('Asks for the next page; absent on the last one.'),
  }),
  [examples.ingestionList],
);

/** `POST /v1/ingestions`. */
export const ingestionStarted = component(
  'IngestionStarted',
  'What came of a start.',
  z.object({
    ...parts.identity,
    isAttached: z.boolean().describe('It existed with the same request; nothing was started.'),
    status,
    closedAt: moment.optional().describe('When it ended; present when it was attached to after its end.'),
    warnings: z.array(text).optional().describe('Warnings about the request.'),
    told: parts.told,
  }),
  [examples.ingestionStarted],
);

/** What was asked of an ingestion is under way. */
export const accepted = component(
  'Accepted',
  'What was asked of the ingestion is under way.',
  z.object({ id: parts.identity.id }),
  [examples.accepted],
);

/** `POST /v1/ingestions/{id}/retry`. */
export const retryStarted = component(
  'RetryStarted',
  'What came of a retry.',
  z.object({
    ...parts.identity,
    isNewRun: z.boolean().describe('False when it was open: its waiting steps were retried now.'),
    retriedNow: count.optional().describe('Number of waiting steps that were retried now.'),
  }),
  [examples.retryStarted],
);

const fieldProblem = component(
  'FieldProblem',
  'What is wrong with one place of a body.',
  z.object({
    pointer: text.describe('The place, as a JSON pointer (RFC 6901).'),
    detail: text.describe('What is wrong with it.'),
    told: parts.told.describe('By which `detail` is said in other languages, as far as there are translations.'),
  } satisfies Record<keyof FieldProblem, z.ZodType>),
);

/** Every answer that is an error (RFC 9457). */
export const problem = component(
  'Problem',
  'Every answer that is an error (RFC 9457).',
  z.object({
    type: z
      .enum(ERROR_TYPES.map((name) => `urn:modelrail:error:${name}` as const))
      .describe('`urn:modelrail:error:` and one of the closed list of error types.'),
    title: text.describe('The type in words.'),
    status: z.number().int().describe('The status of the answer.'),
    detail: text.describe('What happened, and what to do.'),
    told: parts.told.describe('By which `detail` is said in other languages, as far as there are translations.'),
    errors: z.array(fieldProblem).optional().describe('The problems of the body, each with its place: the first 100.'),
  } satisfies Record<keyof Problem, z.ZodType>),
  [examples.problem],
);
