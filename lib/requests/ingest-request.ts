import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { BANDWIDTH_PATTERN } from '../../contracts/limits.ts';
import { HOST_PATTERN, HOST_RULE } from '../../contracts/names.ts';
import { MAX_NAMED_TARGETS } from '../../contracts/notify.ts';
import { isAbsoluteSomewhere, isUrl, SOURCE_PATTERN } from '../../contracts/source-path.ts';
import { cutText, HALF_CHARACTER_PROBLEM, isWellFormed } from '../../contracts/well-formed.ts';
import { ModelrailError } from '../errors.ts';
import { urlProblem } from '../sources/source-url.ts';
import { parseBandwidth } from '../transfer/bandwidth.ts';
import { say, wordsOf } from '../words/say.ts';
import { component } from './component.ts';
import { labels } from './labels.ts';

/** A text that is not empty, of so many characters at most (a character beyond the first 65,536 of Unicode is one). */
const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .refine(isWellFormed, { error: HALF_CHARACTER_PROBLEM, abort: true })
    .refine((value) => isWithin(value, maxLength), {
      error: () => say('has more than {count} characters', { count: maxLength }),
      abort: true,
    })
    .meta({ maxLength });

function isWithin(value: string, maxLength: number): boolean {
  return value.length <= maxLength || (value.length <= 2 * maxLength && [...value].length <= maxLength);
}

const id = text(200);
const name = text(255);
const integer = z.int32();
const MAX_SHOWN_CHARACTERS = 200;

const source = text(4_096)
  .superRefine((value, context) => {
    const problem = urlProblem(value);
    if (problem !== undefined) {
      context.addIssue({ code: 'custom', message: problem });
    } else if (value.includes('\0')) {
      context.addIssue({ code: 'custom', message: 'has a character that no path can have' });
    }
  })
  .meta({
    pattern: SOURCE_PATTERN,
    description:
      'Absolute path on `host`, below `sources.roots`, or what `POST /v1/files` answered, or an `http(s)://` address, whose ' +
      'query is kept with the run and shown nowhere.',
  });

const host = text(255)
  .refine((value) => value === '' || HOST_PATTERN.test(value), {
    error: HOST_RULE,
  })
  .meta({
    description:
      'Machine whose disk holds the source; default: that of the caller who sends the request. An address has none.',
  });

const bwlimit = text(1_000)
  .superRefine((value, context) => {
    try {
      parseBandwidth(value);
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      context.addIssue({
        code: 'custom',
        message: say('is wrong: {problem}', {
          problem: wordsOf(error),
        }),
      });
    }
  })
  .meta({
    pattern: BANDWIDTH_PATTERN.source,
    description: 'Bytes per second as rclone writes them: `10M`, or a timetable `08:00,512k 19:00,off`.',
  });

const file = {
  source,
  name: name.optional().describe('Name on the platform; default: the last segment of `source`.'),
  host: host.optional(),
  md5: z
    .string()
    .regex(/^[0-9A-Fa-f]{32}$/, { error: 'must be an MD5 of 32 hex digits' })
    .optional()
    .describe('MD5 that the content must have; another one ends the file with `SourceChanged`.'),
};

/** What bounds the sending of an ingestion. */
const sendingLimits = {
  concurrency: integer.min(1).optional().describe('Requests at a time.'),
  bwlimit: bwlimit.optional(),
};

/** The body of a retry: addresses by the names of their files. */
export const sourcesToReplace = component(
  'RetryRequest',
  'What a retry does otherwise.',
  z.strictObject({
    sources: z.record(name, source).optional().describe('Addresses in place of those that files have, by file name.'),
  }),
  [{ sources: { 'house.ifc': 'https://models.example.com/house.ifc' } }],
);

/** The body of a change of these limits. */
export const limitsToSet = component(
  'SendingLimits',
  'What bounds the sending of an ingestion: one or both.',
  z.strictObject(sendingLimits).refine((limits) => Object.keys(limits).length > 0, {
    error: 'has nothing to set: give bwlimit, concurrency or both',
  }),
  [{ bwlimit: '10M' }],
);

const options = {
  ...sendingLimits,
  notify: z
    .array(text(100))
    .max(MAX_NAMED_TARGETS)
    .optional()
    .describe('Names of targets that are told when it is stuck, and how it ended.'),
  dryRun: z.boolean().optional().describe('Check, hash and ask the platform what it has; send and create nothing.'),
};

function refuseRelative(given: object, context: z.RefinementCtx): void {
  const { source, host } = given as { source: string; host?: string }; // as: what every file has
  if (isUrl(source)) {
    const message = 'is for a file of a disk: an address has none, leave it out';
    if (host !== undefined) context.addIssue({ code: 'custom', path: ['host'], message });
    return;
  }
  // Another machine may have another system: what a path means there, its worker decides.
  const isRight = host === undefined ? isAbsolute(source) : isAbsoluteSomewhere(source);
  if (isRight) return;
  const message = say('must be an absolute path, not "{source}"', { source: cutText(source, MAX_SHOWN_CHARACTERS) });
  context.addIssue({ code: 'custom', path: ['source'], message });
}

/** The longest list of a request, beside its files: a bound for those who look at a body before its schema does. */
export const MAX_LIST = 500;

/** What the schemas of requests are made of. */
export const requestParts = {
  text,
  /** An id that a platform gave. */
  id,
  name,
  /** Platforms' dictionaries are Int 32. */
  integer,
  /** What every kind of platform has. */
  platform: id,
  /** How an ingestion is made. */
  options: component('IngestionOptions', 'How an ingestion is made.', z.strictObject(options)),
  /** What a service calls it by: every kind of platform has it. */
  labels,
  /** The files, with keys of the kind's own beside those that all have; `name`: what clients call the type of one. */
  files: (name: string, own: z.ZodRawShape) =>
    z
      .array(component(name, 'One file of a request.', z.strictObject({ ...file, ...own }).superRefine(refuseRelative)))
      .min(1)
      .describe('The files, each once.'),
};

/** What a request to any platform has; further keys are the business of the platform's kind. */
export const commonRequest = z.looseObject({
  platform: id,
  files: z.array(z.looseObject(file).superRefine(refuseRelative)).min(1),
  options: z.looseObject(options).optional(),
  labels: labels.optional(),
});
