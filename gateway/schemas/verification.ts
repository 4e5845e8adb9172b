import { z } from 'zod';
import {
  type FileVerification,
  type UndeliveredFile,
  VERIFICATION_SUBJECTS,
  type VerificationCheck,
  type VerifyReport,
} from '../../contracts/verification.ts';
import { component } from '../../lib/requests/component.ts';
import { evidenceExamples } from './evidence-examples.ts';
import * as parts from './parts.ts';
import { count, errorInfo, fileStatus, moment, status, text, verificationState } from './parts.ts';

const ofFile = {
  index: count.describe('Position in the request.'),
  name: text.describe('Its name on the platform.'),
  source: text.describe('As the request names it.'),
};

const check = component(
  'VerificationCheck',
  'One thing about a file that the platform was asked for, or could not be.',
  z.object({
    what: z
      .enum(VERIFICATION_SUBJECTS)
      .describe('`file`: content and record; `conversion`: what was made of it; `records`: what it is registered as.'),
    state: verificationState,
    reason: text.optional().describe('What the platform says otherwise, or why it cannot be asked.'),
    error: errorInfo.optional().describe('Why it gave no usable answer.'),
  } satisfies Record<keyof VerificationCheck, z.ZodType>),
);

const verifiedFile = component(
  'VerifiedFile',
  'A delivered file, and what came of asking about it.',
  z.object({
    ...ofFile,
    hash: text.describe('MD5.'),
    state: verificationState,
    reason: text.optional().describe('What is missing, different or refused; absent when it is there.'),
    checks: z.array(check).describe('All that was asked, and what could not be.'),
  } satisfies Record<keyof FileVerification, z.ZodType>),
);

const undeliveredFile = component(
  'UndeliveredFile',
  'A file that was not delivered, so not asked about.',
  z.object({
    ...ofFile,
    status: fileStatus,
    error: errorInfo.optional().describe('Why it failed.'),
  } satisfies Record<keyof UndeliveredFile, z.ZodType>),
);

/** `POST /v1/ingestions/{id}/verify`. */
export const verifyReport = component(
  'VerifyReport',
  'What the platform says of everything that an ingestion delivered.',
  z.object({
    ...parts.identity,
    platform: parts.platform,
    status,
    verifiedAt: moment.describe('When the platform was asked.'),
    counts: parts.verificationCounts,
    files: z.array(verifiedFile).describe('Delivered files, in the order of the request.'),
    notDelivered: z.array(undeliveredFile).describe('Not asked about.'),
    notAsked: z.array(text).describe('What the platform has no call to read.'),
    note: parts.note,
    told: parts.told,
  } satisfies Record<keyof VerifyReport, z.ZodType>),
  [evidenceExamples.verifyReport],
);
