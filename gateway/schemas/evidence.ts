import { z } from 'zod';
import {
  MANIFEST_VERSION,
  type ManifestChunks,
  type ManifestFile,
  type ManifestPlace,
  type ManifestRun,
  type ManifestSource,
  type ManifestStage,
  type ManifestStep,
  type ManifestTotals,
} from '../../contracts/manifest.ts';
import { component } from '../../lib/requests/component.ts';
import type { ManifestPage } from '../manifest-pages.ts';
import { evidenceExamples } from './evidence-examples.ts';
import * as parts from './parts.ts';
import { count, errorInfo, fileStatus, modelFormat, moment, stage, status, text } from './parts.ts';

const source = component(
  'ManifestSource',
  'Which bytes these were.',
  z.object({
    path: text.describe('As the request names it.'),
    host: text.optional().describe('The machine whose disk it was on.'),
    modifiedAt: moment.optional().describe('When the content was last modified, as of the reading that gave the MD5.'),
    version: text.optional().describe("The source's version, compared before and after the reading."),
  } satisfies Record<keyof ManifestSource, z.ZodType>),
);

const chunks = component(
  'ManifestChunks',
  'How a file was sent.',
  z.object({
    size: count.describe('Bytes of every chunk but the last.'),
    count: count.describe('Number of chunks.'),
    sent: count.describe('Chunk requests that the platform accepted, over all attempts.'),
    skipped: count.describe('Chunks that the platform had.'),
    bytesSent: count.describe('Bytes in the `sent` chunks.'),
    bytesSaved: count.describe('Bytes in the `skipped` chunks.'),
  } satisfies Record<keyof ManifestChunks, z.ZodType>),
);

const remote = component(
  'ManifestRemote',
  'What a file is on the platform; a kind may have more ids, by names of its own.',
  z
    .object({
      fileId: text.optional().describe('Id of the record.'),
      path: text.optional().describe('Path of the record.'),
      createdUserId: text.optional().describe('Whom the platform calls its owner.'),
      taskId: text.optional().describe('Its conversion.'),
      modelGroupId: text.optional().describe('Its model group.'),
      projectId: text.optional().describe('The project that it is registered under.'),
      registeredAt: moment.optional().describe('When it was registered.'),
    } satisfies Record<keyof ManifestPlace, z.ZodType>)
    .catchall(text),
);

const stageOfFile = component(
  'ManifestStage',
  "A file's way through one stage. The times are those of the groups of files that it was in.",
  z.object({
    stage,
    steps: count.describe('Steps that it took.'),
    attempts: count.describe('Attempts at these steps.'),
    startedAt: moment.describe('When the first began.'),
    endedAt: moment.optional().describe('When the last ended.'),
  } satisfies Record<keyof ManifestStage, z.ZodType>),
);

const file = component(
  'ManifestFile',
  'One file. What is not known is absent.',
  z.object({
    name: text.describe('Its name on the platform.'),
    source,
    status: fileStatus,
    tags: z.array(text).optional().describe('As the request gives them.'),
    size: count.optional().describe('Bytes.'),
    format: modelFormat.optional().describe('What its bytes say that it is.'),
    md5: text.optional().describe('MD5 of the bytes of the source.'),
    sha256: text.optional().describe('SHA-256 of the same reading; with `evidence.sha256`.'),
    chunks: chunks.optional().describe('How it was sent.'),
    remote,
    stages: z.array(stageOfFile).describe('The stages that it went through.'),
    error: errorInfo.optional().describe('Why it failed.'),
  } satisfies Record<keyof ManifestFile, z.ZodType>),
);

const totals = component(
  'ManifestTotals',
  'Sums over all files.',
  z.object({
    files: count.describe('All.'),
    delivered: count.describe('Delivered ones.'),
    failed: count.describe('Failed ones.'),
    bytes: count.describe('Bytes of all.'),
    chunksSent: count.describe('Chunk requests that the platform accepted.'),
    bytesSent: count.describe('Bytes that were sent; those that were sent twice count twice.'),
    bytesSaved: count.describe('Bytes that the platform had, or that another file has too.'),
  } satisfies Record<keyof ManifestTotals, z.ZodType>),
);

const run = component(
  'ManifestRun',
  'A run of the ingestion in Temporal.',
  z.object({
    workflowId: text.describe('Id of the workflow.'),
    runId: text.describe('Id of the run.'),
    startedAt: parts.startedAt,
    closedAt: parts.closedAt,
  } satisfies Record<keyof ManifestRun, z.ZodType>),
);

const step = component(
  'ManifestStep',
  'One step of a run.',
  z.object({
    step: text.describe('What was done.'),
    run: count.describe('Position in `runs`.'),
    files: z.array(count).optional().describe('Positions in `files`.'),
    attempts: count.describe('Attempts that it took.'),
    outcome: z.enum(['done', 'failed', 'timedOut', 'cancelled', 'open']).describe('How it ended.'),
    scheduledAt: moment.describe('When the run asked for it.'),
    startedAt: moment.optional().describe('When the last attempt began.'),
    endedAt: moment.optional().describe('When it ended.'),
    worker: text.optional().describe('Who did it.'),
    failure: errorInfo.optional().describe('Why the last attempt failed.'),
  } satisfies Record<keyof ManifestStep, z.ZodType>),
);

/** `GET /v1/ingestions/{id}/manifest`. */
export const manifest = component(
  'Manifest',
  'What an ingestion took from where, brought where, and how.',
  z.object({
    manifest: z.literal(MANIFEST_VERSION).describe('Version of this form.'),
    ...parts.identity,
    platform: parts.platform,
    status,
    startedAt: parts.startedAt,
    closedAt: parts.closedAt,
    projectId: text.optional().describe("The platform's id of the project."),
    tasks: z.array(parts.task).describe('Conversions, each with its group.'),
    totals,
    files: z.array(file).describe('The files of this page.'),
    runs: z.array(run).describe('The runs that did it, oldest first.'),
    steps: z.array(step).describe('The steps of this page, in their order.'),
    dryRun: parts.dryRun.optional().describe('Of a dry run: what it found.'),
    leftovers: parts.leftovers,
    told: parts.told,
    note: parts.note,
    error: errorInfo.optional().describe('Why it failed, or the first error of its files.'),
    nextPageToken: text.optional().describe('What the next files and steps are asked for with.'),
  } satisfies Record<keyof ManifestPage, z.ZodType>),
  [evidenceExamples.manifest],
);
