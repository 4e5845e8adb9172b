import { z } from 'zod';
import type { PlatformChange } from '../../contracts/changes.ts';
import {
  type DeliveryReport,
  REPORT_VERSION,
  type ReportedChanges,
  type ReportedFile,
  type ReportedIngestion,
  type ReportedVerification,
  type ReportTotals,
} from '../../contracts/report.ts';
import { VERIFICATION_STATES } from '../../contracts/verification.ts';
import { count, errorInfo, fileStatus, modelFormat, moment, status } from './answers.ts';

const text = z.string();

const file = z.object({
  name: text,
  source: text,
  size: count.optional(),
  format: modelFormat.optional(),
  md5: text.optional(),
  sha256: text.optional().describe('With `evidence.sha256`.'),
  tags: z.array(text).optional(),
  status: fileStatus,
  isDelivered: z.boolean(),
  deliveredAt: moment.optional(),
  ids: z
    .record(text, text)
    .describe('What it is on the platform: `fileId`, `path`, `taskId` and what its kind has beside these.'),
  attempts: count.describe('1 when everything went at the first try.'),
  verified: z.enum(VERIFICATION_STATES).optional(),
  reason: text.optional(),
  error: errorInfo.optional(),
} satisfies Record<keyof ReportedFile, z.ZodType>);

const totals = z.object({
  files: count,
  delivered: count,
  failed: count,
  bytes: count,
  bytesDelivered: count,
} satisfies Record<keyof ReportTotals, z.ZodType>);

const verification = z.object({
  verifiedAt: moment,
  counts: z.object({ there: count, missing: count, different: count, unverifiable: count, notDelivered: count }),
  notAsked: z.array(text).describe('What the platform has no call to read.'),
} satisfies Record<keyof ReportedVerification, z.ZodType>);

const ingestion = z.object({
  id: text,
  runId: text,
  platform: text,
  kind: text.optional(),
  status,
  sync: text.optional(),
  startedBy: text.optional(),
  startedAt: moment,
  closedAt: moment.optional(),
  projectId: text.optional(),
  projectName: text.optional(),
  tasks: z.array(z.object({ modelGroupId: text, taskId: text })),
  target: z.array(z.object({ label: text, value: text })),
  totals,
  files: z.array(file),
  verification: verification.optional(),
  unverified: errorInfo.optional().describe('Why the platform could not be asked.'),
  dryRun: z.literal(true).optional(),
  leftovers: z.array(text).optional(),
  note: text.optional(),
  error: errorInfo.optional(),
} satisfies Record<keyof ReportedIngestion, z.ZodType>);

const change = z.object({
  op: text,
  kind: text,
  key: text,
  id: text.optional(),
  state: z.enum(['planned', 'done', 'failed', 'undone', 'stays']),
  error: errorInfo.optional(),
} satisfies Record<keyof PlatformChange, z.ZodType>);

const changes = z.object({
  id: text,
  runId: text,
  platform: text,
  kind: text,
  status,
  startedBy: text.optional(),
  startedAt: moment,
  closedAt: moment.optional(),
  totals: z.object({ changes: count, done: count }),
  changes: z.array(change),
  error: errorInfo.optional(),
} satisfies Record<keyof ReportedChanges, z.ZodType>);

const report = z
  .object({
    report: z.literal(REPORT_VERSION),
    madeAt: moment,
    ingestions: z.array(ingestion),
    changes: z.array(changes).optional().describe('Of runs that changed a platform by a plan; of none here.'),
  } satisfies Record<keyof DeliveryReport, z.ZodType>)
  .meta({ id: 'DeliveryReport' });

/** `GET /v1/ingestions/{id}/report`, by format. */
export const reportAnswers = {
  description: 'The report, as `format` says.',
  content: {
    'text/html': { schema: z.string().describe('One page, for a screen and for A4 paper.') },
    'text/csv': { schema: z.string().describe('A line for each file, in UTF-8 with a mark.') },
    'application/json': { schema: report },
  },
};
