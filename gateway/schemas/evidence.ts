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
import {
  type FileVerification,
  type UndeliveredFile,
  VERIFICATION_STATES,
  VERIFICATION_SUBJECTS,
  type VerificationCheck,
  type VerifyReport,
} from '../../contracts/verification.ts';
import type { ManifestPage } from '../manifest-pages.ts';
import { count, errorInfo, fileStatus, modelFormat, moment, stage, status } from './answers.ts';

const text = z.string();
const task = z.object({ modelGroupId: text, taskId: text });

const source = z.object({
  path: text,
  host: text.optional(),
  modifiedAt: moment.optional(),
  version: text.optional(),
} satisfies Record<keyof ManifestSource, z.ZodType>);

const chunks = z.object({
  size: count,
  count,
  sent: count,
  skipped: count,
  bytesSent: count,
  bytesSaved: count,
} satisfies Record<keyof ManifestChunks, z.ZodType>);

const remote = z
  .object({
    fileId: text.optional(),
    path: text.optional(),
    createdUserId: text.optional(),
    taskId: text.optional(),
    modelGroupId: text.optional(),
    projectId: text.optional(),
    registeredAt: moment.optional(),
  } satisfies Record<keyof ManifestPlace, z.ZodType>)
  // A kind of platform may have more.
  .catchall(text);

const stageOfFile = z.object({
  stage,
  steps: count,
  attempts: count,
  startedAt: moment,
  endedAt: moment.optional(),
} satisfies Record<keyof ManifestStage, z.ZodType>);

const file = z.object({
  name: text,
  source,
  status: fileStatus,
  tags: z.array(text).optional(),
  size: count.optional(),
  format: modelFormat.optional(),
  md5: text.optional(),
  sha256: text.optional().describe('With `evidence.sha256`.'),
  chunks: chunks.optional(),
  remote,
  stages: z.array(stageOfFile),
  error: errorInfo.optional(),
} satisfies Record<keyof ManifestFile, z.ZodType>);

const totals = z.object({
  files: count,
  delivered: count,
  failed: count,
  bytes: count,
  chunksSent: count,
  bytesSent: count,
  bytesSaved: count,
} satisfies Record<keyof ManifestTotals, z.ZodType>);

const run = z.object({
  workflowId: text,
  runId: text,
  startedAt: moment,
  closedAt: moment.optional(),
} satisfies Record<keyof ManifestRun, z.ZodType>);

const step = z.object({
  step: text,
  run: count.describe('Position in `runs`.'),
  files: z.array(count).optional().describe('Positions in `files`.'),
  attempts: count,
  outcome: z.enum(['done', 'failed', 'timedOut', 'cancelled', 'open']),
  scheduledAt: moment,
  startedAt: moment.optional(),
  endedAt: moment.optional(),
  worker: text.optional(),
  failure: errorInfo.optional(),
} satisfies Record<keyof ManifestStep, z.ZodType>);

/** `GET /v1/ingestions/{id}/manifest`. */
export const manifest = z
  .object({
    manifest: z.literal(MANIFEST_VERSION),
    id: text,
    runId: text,
    platform: text,
    status,
    startedAt: moment,
    closedAt: moment.optional(),
    projectId: text.optional(),
    tasks: z.array(task),
    totals,
    files: z.array(file),
    runs: z.array(run),
    steps: z.array(step),
    dryRun: z.object({ toSend: count, bytesToSend: count, instant: count }).optional(),
    leftovers: z.array(text).optional(),
    note: text.optional(),
    error: errorInfo.optional(),
    nextPageToken: text.optional().describe('What the next files and steps are asked for with.'),
  } satisfies Record<keyof ManifestPage, z.ZodType>)
  .meta({ id: 'Manifest' });

const state = z.enum(VERIFICATION_STATES);

const check = z.object({
  what: z.enum(VERIFICATION_SUBJECTS),
  state,
  reason: text.optional(),
  error: errorInfo.optional(),
} satisfies Record<keyof VerificationCheck, z.ZodType>);

const verifiedFile = z.object({
  index: count,
  name: text,
  source: text,
  hash: text,
  state,
  reason: text.optional(),
  checks: z.array(check),
} satisfies Record<keyof FileVerification, z.ZodType>);

const undeliveredFile = z.object({
  index: count,
  name: text,
  source: text,
  status: fileStatus,
  error: errorInfo.optional(),
} satisfies Record<keyof UndeliveredFile, z.ZodType>);

/** `POST /v1/ingestions/{id}/verify`. */
export const verifyReport = z
  .object({
    id: text,
    runId: text,
    platform: text,
    status,
    verifiedAt: moment,
    counts: z.object({ there: count, missing: count, different: count, unverifiable: count, notDelivered: count }),
    files: z.array(verifiedFile),
    notDelivered: z.array(undeliveredFile).describe('Not asked about.'),
    notAsked: z.array(text).describe('What the platform has no call to read.'),
    note: text.optional(),
  } satisfies Record<keyof VerifyReport, z.ZodType>)
  .meta({ id: 'VerifyReport' });
