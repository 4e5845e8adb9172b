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
  type UnlikeCheck,
} from '../../contracts/report.ts';
import { VERIFICATION_SUBJECTS } from '../../contracts/verification.ts';
import { component } from '../../lib/requests/component.ts';
import { labels } from '../../lib/requests/labels.ts';
import { evidenceExamples } from './evidence-examples.ts';
import * as parts from './parts.ts';
import { count, errorInfo, fileStatus, modelFormat, moment, status, text, verificationState } from './parts.ts';

const unlikeCheck = component(
  'UnlikeCheck',
  'A part of a file that is not there as it was delivered.',
  z.object({
    what: z.enum(VERIFICATION_SUBJECTS).describe('What was asked for.'),
    state: verificationState,
  } satisfies Record<keyof UnlikeCheck, z.ZodType>),
);

const file = component(
  'ReportedFile',
  'One file on the paper.',
  z.object({
    name: text.describe('Its name on the platform.'),
    source: text.describe('As the request names it.'),
    size: count.optional().describe('Bytes.'),
    format: modelFormat.optional().describe('What its bytes say that it is.'),
    md5: text.optional().describe('MD5.'),
    sha256: text.optional().describe('SHA-256; with `evidence.sha256`.'),
    tags: z.array(text).optional().describe('As the request gives them.'),
    status: fileStatus,
    isDelivered: z.boolean().describe('The platform has it.'),
    deliveredAt: moment.optional().describe('When it was delivered.'),
    ids: z
      .record(text, text)
      .describe('What it is on the platform: `fileId`, `path`, `taskId` and what its kind has beside these.'),
    attempts: count.describe('1 when everything went at the first try.'),
    verified: verificationState.optional().describe('What the platform says of it now.'),
    reason: text.optional().describe('What is missing, different or refused.'),
    unlike: z
      .array(unlikeCheck)
      .optional()
      .describe('The same as what of the file it concerns, in the order of the reason.'),
    error: errorInfo.optional().describe('Why it failed.'),
  } satisfies Record<keyof ReportedFile, z.ZodType>),
);

const totals = component(
  'ReportTotals',
  'Sums over all files.',
  z.object({
    files: count.describe('All.'),
    delivered: count.describe('Delivered ones.'),
    failed: count.describe('Failed ones.'),
    bytes: count.describe('Bytes of all whose size is known.'),
    bytesDelivered: count.describe('Bytes of those that were delivered.'),
  } satisfies Record<keyof ReportTotals, z.ZodType>),
);

const verification = component(
  'ReportedVerification',
  'What the platform said when the report was made.',
  z.object({
    verifiedAt: moment.describe('When it was asked.'),
    counts: parts.verificationCounts,
    notAsked: z.array(text).describe('What the platform has no call to read.'),
  } satisfies Record<keyof ReportedVerification, z.ZodType>),
);

const target = component(
  'ReportedTarget',
  'What the request says of its target.',
  z.object({ label: text.describe('What it is.'), value: text.describe('Which one.') }),
);

const ingestion = component(
  'ReportedIngestion',
  'One ingestion on the paper.',
  z.object({
    ...parts.identity,
    platform: parts.platform,
    kind: text.optional().describe('The kind of that platform.'),
    status,
    sync: text.optional().describe('The sync that it is of.'),
    startedBy: text.optional().describe('Who started it.'),
    labels: labels.optional(),
    startedAt: parts.startedAt,
    closedAt: parts.closedAt,
    projectId: text.optional().describe("The platform's id of the project."),
    projectName: text.optional().describe('The name of a project that the request has made.'),
    tasks: z.array(parts.task).describe('Conversions, each with its group.'),
    target: z.array(target).describe('Project, group, document or folder, as its kind has them.'),
    totals,
    files: z.array(file).describe('All files.'),
    verification: verification.optional().describe('Absent when the platform was not asked.'),
    unverified: errorInfo.optional().describe('Why the platform could not be asked.'),
    dryRun: z.literal(true).optional().describe('It only looked: nothing was sent.'),
    leftovers: parts.leftovers,
    told: parts.told,
    note: parts.note,
    error: errorInfo.optional().describe('Why it failed, or the first error of its files.'),
  } satisfies Record<keyof ReportedIngestion, z.ZodType>),
);

const change = component(
  'PlatformChange',
  'One change of a platform by a plan.',
  z.object({
    op: text.describe('What is done.'),
    kind: text.describe('What is changed.'),
    key: text.describe('Which one.'),
    id: text.optional().describe("The platform's id of the record."),
    state: z.enum(['planned', 'done', 'failed', 'undone', 'stays']).describe('How far it came.'),
    error: errorInfo.optional().describe('Why it failed.'),
  } satisfies Record<keyof PlatformChange, z.ZodType>),
);

const changeTotals = component(
  'ChangeTotals',
  'Numbers of changes.',
  z.object({ changes: count.describe('All.'), done: count.describe('Those that were made.') }),
);

const changes = component(
  'ReportedChanges',
  'A run that changed a platform by a plan.',
  z.object({
    ...parts.identity,
    platform: parts.platform,
    kind: text.describe('The kind of that platform.'),
    status,
    startedBy: text.optional().describe('Who started it.'),
    startedAt: parts.startedAt,
    closedAt: parts.closedAt,
    totals: changeTotals,
    changes: z.array(change).describe('All changes.'),
    told: parts.told,
    error: errorInfo.optional().describe('Why it failed.'),
  } satisfies Record<keyof ReportedChanges, z.ZodType>),
);

const report = component(
  'DeliveryReport',
  'The paper of a delivery.',
  z.object({
    report: z.literal(REPORT_VERSION).describe('Version of this form.'),
    madeAt: moment.describe('When it was made.'),
    ingestions: z.array(ingestion).describe('The one that was asked for.'),
    changes: z.array(changes).optional().describe('Of runs that changed a platform by a plan; of none here.'),
  } satisfies Record<keyof DeliveryReport, z.ZodType>),
  [evidenceExamples.deliveryReport],
);

/** `GET /v1/ingestions/{id}/report`, by format. */
export const reportAnswers = {
  description: 'The report, as `format` says.',
  content: {
    'text/html': { schema: z.string().describe('One page, for a screen and for A4 paper.') },
    'text/csv': { schema: z.string().describe('A line for each file, in UTF-8 with a mark.') },
    'application/json': { schema: report },
  },
};
