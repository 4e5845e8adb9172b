import { z } from 'zod';
import { ERROR_TYPES, type ErrorInfo } from '../../contracts/errors.ts';
import type { ModelFormat } from '../../contracts/model-format.ts';
import {
  type DryRunReport,
  FILE_STATUSES,
  INGEST_STATUSES,
  STAGES,
  type TaskRef,
  WAITING_FOR,
  type Waiting,
} from '../../contracts/progress.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import { VERIFICATION_STATES, type VerifyReport } from '../../contracts/verification.ts';
import { component, SHOWN_AS_KEY } from '../../lib/requests/component.ts';

/** What several answers are made of. Each shape has every member of the type it stands for, and no other. */

export const text = z.string();
export const moment = z.iso.datetime();
export const count = z.number().int().min(0);
export const percent = z.number().min(0).max(100);

export const status = component(
  'IngestionStatus',
  'How an ingestion stands. `partial`: at least one file was delivered, and at least one failed or has an `error`. `failed`: none was.',
  z.enum(INGEST_STATUSES),
);

export const stage = component('Stage', 'The step that an ingestion or a file is in.', z.enum(STAGES));

export const fileStatus = component(
  'FileStatus',
  'How a file stands. Delivered is `registered`, on a platform that only converts `converted`.',
  z.enum(FILE_STATUSES),
);

const errorType = component('ErrorType', 'What kind of error it is: a closed list.', z.enum(ERROR_TYPES));

export const errorInfo = component(
  'ErrorInfo',
  'Why something failed.',
  z.object({
    type: errorType,
    message: text.describe('What happened, and what to do.'),
    isSummary: z.literal(true).optional().describe('Of an ingestion: it only sums up the errors of its files.'),
  } satisfies Record<keyof ErrorInfo, z.ZodType>),
);

/** A part of a sentence is one itself. */
const part = z
  .object({ text, filling: z.record(text, z.unknown()) })
  .meta({ [SHOWN_AS_KEY]: { $ref: '#/components/schemas/Sentence' } });

const sentence = component(
  'Sentence',
  'By which an English sentence of the answer, or a part of one, is said in other languages: filled in, `text` is that sentence.',
  z.object({
    text: text.describe('In English, with blanks such as `{name}`.'),
    filling: z
      .record(text, z.union([text, part]))
      .describe('What they are filled in with, by name: as it is, or a part with a translation of its own.'),
  } satisfies Record<keyof Sentence, z.ZodType>),
);

export const told = z
  .array(sentence)
  .optional()
  .describe('By which sentences of this answer are said in other languages, as far as there are translations.');

export const waiting = component(
  'Waiting',
  'Why it does not move.',
  z.object({
    for: component('WaitingFor', 'What is waited for.', z.enum(WAITING_FOR)),
    reason: text.describe('In words.'),
    told: told.describe('By which these are said in other languages, as far as there are translations.'),
    since: moment.describe('When the wait began; the same over all attempts.'),
    nextAttemptAt: moment
      .optional()
      .describe('Absent while an attempt is under way, and when it is not tried again by itself.'),
    host: text.optional().describe('The host whose worker, or whose files, it waits for.'),
  } satisfies Record<keyof Waiting, z.ZodType>),
);

export const modelFormat = component(
  'ModelFormat',
  'What the bytes of a file say that it is.',
  z.object({
    kind: text.describe('`rvt`, `rfa`, `ifc`, `ifczip`, `ifcxml`, `step`, `dwg` or `dgn`.'),
    version: text
      .optional()
      .describe(
        'Release of Revit or AutoCAD, schema of IFC, protocol of STEP, version of DGN; absent where it is not to be seen.',
      ),
  } satisfies Record<keyof ModelFormat, z.ZodType>),
);

export const task = component(
  'Task',
  'A conversion on the platform, and the model group that it became.',
  z.object({
    modelGroupId: text.describe("The platform's id of the group."),
    taskId: text.describe("The platform's id of the conversion."),
  } satisfies Record<keyof TaskRef, z.ZodType>),
);

export const dryRun = component(
  'DryRun',
  'What a dry run found.',
  z.object({
    toSend: count.describe('Files that would be sent, whole or in part.'),
    bytesToSend: count.describe('Bytes that would be sent.'),
    instant: count.describe('Files of which the platform has every byte.'),
  } satisfies Record<keyof DryRunReport, z.ZodType>),
);

export const verificationState = component(
  'VerificationState',
  'What the platform says of something that was delivered. `unverifiable`: it has no call for it, or did not answer.',
  z.enum(VERIFICATION_STATES),
);

export const verificationCounts = component(
  'VerificationCounts',
  'Numbers of files by what the platform says of them.',
  z.object({
    there: count.describe('Confirmed.'),
    missing: count.describe('Not known there, or not any more.'),
    different: count.describe('With something else in their place.'),
    unverifiable: count.describe('Not to be asked for.'),
    notDelivered: count.describe('Not delivered, so not asked about.'),
  } satisfies Record<keyof VerifyReport['counts'], z.ZodType>),
);

/** What names an ingestion in every answer about it. */
export const identity = {
  id: text.describe('The id of the ingestion, which is its Temporal workflow id.'),
  runId: text.describe('Its first run; a retry of an ended one begins another.'),
};
export const platform = text.describe('The platform, by its name in the configuration.');
export const startedAt = moment.describe('When it was started.');
export const closedAt = moment.optional().describe('When it ended; absent while it is open.');
export const leftovers = z
  .array(text)
  .optional()
  .describe('What remains on the platform without a record of the ingestion, a line each.');
export const note = text.optional().describe('In what way this is not everything.');
