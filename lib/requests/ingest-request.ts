import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { HOST_PATTERN, HOST_RULE } from '../../contracts/names.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import { ABSOLUTE_PATH_PATTERN, isAbsoluteSomewhere } from '../../contracts/source-path.ts';
import { cutText, HALF_CHARACTER_PROBLEM, isWellFormed } from '../../contracts/well-formed.ts';
import { didYouMean } from '../config/nearest.ts';
import { ModelrailError } from '../errors.ts';
import { BANDWIDTH_PATTERN, parseBandwidth } from '../transfer/bandwidth.ts';
import { MAX_TOLD, type PlaceName, type RequestProblem, requestError } from './problems.ts';

const MAX_SHOWN_CHARACTERS = 200;

/** A text that is not empty, of so many characters at most (a character beyond the first 65,536 of Unicode is one). */
const text = (maxLength: number) =>
  z
    .string()
    .min(1)
    .refine(isWellFormed, { error: HALF_CHARACTER_PROBLEM, abort: true })
    .refine((value) => isWithin(value, maxLength), { error: `has more than ${maxLength} characters`, abort: true })
    .meta({ maxLength });

function isWithin(value: string, maxLength: number): boolean {
  return value.length <= maxLength || (value.length <= 2 * maxLength && [...value].length <= maxLength);
}

const id = text(200);
const name = text(255);
/** The platform's dictionaries are Int 32. */
const integer = z.int32();
/** Each is a part of every request that sends a chunk, and servers of forms take some thousand parts (ASP.NET: 1,024). */
export const MAX_TAGS = 500;

const source = text(4_096)
  .superRefine((value, context) => {
    if (isUrl(value)) {
      context.addIssue({ code: 'custom', message: 'is a URL: this version takes files of local disks only' });
    } else if (value.includes('\0')) {
      context.addIssue({ code: 'custom', message: 'has a character that no path can have' });
    }
  })
  .meta({
    pattern: ABSOLUTE_PATH_PATTERN,
    description: 'Absolute path on `host`, below `sources.roots`, or what `POST /v1/files` answered.',
  });

const host = text(255)
  .refine((value) => value === '' || HOST_PATTERN.test(value), {
    error: HOST_RULE,
  })
  .meta({
    description: 'Machine whose disk holds the source; default: that of the caller who sends the request.',
  });

const bwlimit = text(1_000)
  .superRefine((value, context) => {
    try {
      parseBandwidth(value);
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      context.addIssue({ code: 'custom', message: `is wrong: ${error.message}` });
    }
  })
  .meta({
    pattern: BANDWIDTH_PATTERN.source,
    description: 'Bytes per second as rclone writes them: `10M`, or a timetable `08:00,512k 19:00,off`.',
  });

/** Parts of a request, for platforms whose own schema says more of some of them. */
export const requestParts = {
  project: {
    id,
    name,
    code: name,
    areaCode: name,
    type: integer,
    stage: integer,
    rate: integer,
    status: integer,
    address: text(1_000),
  },
  group: z.strictObject({ name: name.optional(), parentId: id.optional() }),
  files: z
    .array(
      z
        .strictObject({
          source,
          name: name.optional().describe('Name on the platform; default: the last segment of `source`.'),
          tags: z.array(text(200)).max(MAX_TAGS).optional(),
          host: host.optional(),
        })
        .superRefine((file, context) => {
          // Another machine may have another system: what a path means there, its worker decides.
          const isRight = file.host === undefined ? isAbsolute(file.source) : isAbsoluteSomewhere(file.source);
          if (isRight || isUrl(file.source)) return;
          context.addIssue({
            code: 'custom',
            path: ['source'],
            message: `must be an absolute path, not "${cutText(file.source, MAX_SHOWN_CHARACTERS)}"`,
          });
        }),
    )
    .min(1),
  options: z.strictObject({
    onModelError: z.enum(['continue', 'fail']).optional(),
    concurrency: integer.min(1).optional().describe('Chunk requests at a time.'),
    bwlimit: bwlimit.optional(),
    dryRun: z.boolean().optional().describe('Check, hash and ask the platform what it has; send and create nothing.'),
  }),
};

const ingestRequest = z.strictObject({
  platform: id,
  project: z
    .strictObject({ ...requestParts.project, startDate: text(100), finishDate: text(100) })
    .partial()
    .optional(),
  group: requestParts.group.optional(),
  files: requestParts.files,
  options: requestParts.options.optional(),
});

/** True for `http://…` and anything else with a scheme: not a path of a local disk. */
export function isUrl(source: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(source);
}

/**
 * Reads a request of unknown origin. What a platform asks of a request beyond its shape is checked by the platform.
 * Error: `InvalidRequest`, a line for each problem, places called as `nameOf` says (default: their path).
 */
export function parseIngestRequest(value: unknown, nameOf?: PlaceName): IngestRequest {
  const parsed = ingestRequest.safeParse(value, { reportInput: true });
  if (!parsed.success) throw problemsError(parsed.error.issues, nameOf);
  return dropUndefined(parsed.data);
}

function dropUndefined(data: z.infer<typeof ingestRequest>): IngestRequest {
  // JSON knows no keys whose value is undefined, so what was just parsed is of the stricter type after it.
  return JSON.parse(JSON.stringify(data)) as IngestRequest;
}

/** The first problems in words; a request may have very many, and words take longer than the look at it did. */
function problemsError(issues: readonly z.core.$ZodIssue[], nameOf: PlaceName | undefined): ModelrailError {
  const problems: RequestProblem[] = [];
  let untold = 0;
  for (const issue of issues) {
    const told = toProblems(issue, MAX_TOLD - problems.length);
    problems.push(...told);
    untold += (issue.code === 'unrecognized_keys' ? issue.keys.length : 1) - told.length;
  }
  return requestError(problems, nameOf, untold);
}

function toProblems(issue: z.core.$ZodIssue, max: number): RequestProblem[] {
  if (max <= 0) return [];
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path);
    return issue.keys.slice(0, max).map((key) => ({
      path: [...path, key],
      message: `is an unknown key${didYouMean(key, known)}`,
    }));
  }
  return [{ path, message: problemText(issue) }];
}

function problemText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.input === undefined) return 'is missing';
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}, not ${shown(issue.input)}`;
  if (issue.code === 'invalid_value') return `must be ${issue.values.join(' or ')}, not ${shown(issue.input)}`;
  if (issue.code === 'too_small') return issue.origin === 'array' ? 'are missing' : tooSmall(issue);
  if (issue.code === 'too_big') return tooBig(issue);
  return `is wrong: ${issue.message}`;
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig): string {
  return origin === 'array' ? `has more than ${maximum} elements` : `must be at most ${maximum}`;
}

/** A value as JSON, as far as it says which one is meant. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > MAX_SHOWN_CHARACTERS ? `${cutText(text, MAX_SHOWN_CHARACTERS)}…` : text;
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): string {
  return issue.origin === 'string' ? 'must not be empty' : `must be at least ${issue.minimum}`;
}

const TYPE_NAMES: Record<string, string> = {
  int: 'an integer',
  number: 'an integer',
  string: 'a text',
  array: 'a list',
  object: 'a mapping',
  boolean: 'true or false',
};

function article(type: string): string {
  return TYPE_NAMES[type] ?? type;
}

/** The keys that a mapping at this place may have. */
function knownKeys(path: RequestProblem['path']): string[] {
  const shape = ingestRequest.shape;
  switch (path[0]) {
    case undefined:
      return Object.keys(shape);
    case 'project':
      return Object.keys(shape.project.unwrap().shape);
    case 'group':
      return Object.keys(shape.group.unwrap().shape);
    case 'options':
      return Object.keys(shape.options.unwrap().shape);
    default:
      return Object.keys(shape.files.element.shape);
  }
}
