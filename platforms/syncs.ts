import { z } from 'zod';
import { kindFacts, type PlatformKind } from '../contracts/kinds.ts';
import { HOST_PATTERN, HOST_RULE } from '../contracts/names.ts';
import { SYNC_SOURCE_PATTERN } from '../contracts/source-path.ts';
import { SYNC_NAME_PATTERN, type SyncDeclaration, type SyncKey } from '../contracts/sync/declaration.ts';
import type { Timing } from '../contracts/sync/timing.ts';
import { isRecord } from '../lib/config/file.ts';
import { ModelrailError } from '../lib/errors.ts';
import { component } from '../lib/requests/component.ts';
import { requestParts } from '../lib/requests/ingest-request.ts';
import { RequestError, type RequestProblem, requestError } from '../lib/requests/problems.ts';
import { parseBySchema } from '../lib/requests/schema-problems.ts';
import { declarationProblems } from '../lib/sync/check-declaration.ts';
import { say, wordsOf } from '../lib/words/say.ts';
import { definitionOf } from './kinds.ts';
import { platformOf, type RequestReading, typeNameOf } from './requests.ts';

const { text } = requestParts;
const DURATION = '^[0-9]+(?:\\.[0-9]+)?\\s*(?:ms|s|m|h|d)$';
const CRON = '^(?:@[a-z]+|[^\\s]+(?:\\s+[^\\s]+){4})$';
const BUDGET =
  '^\\s*(?:[0-9]{1,9}(?:\\s*,\\s*[0-9]{1,3}(?:\\.[0-9]{1,3})?\\s*%)?|[0-9]{1,3}(?:\\.[0-9]{1,3})?\\s*%)\\s*$';
const duration = text(50).meta({ pattern: DURATION });
const patterns = z.array(text(1_000)).min(1).max(100);

/** When runs are made. */
export const timingPart = {
  every: duration.optional().describe('Time between two runs, counted from the creation. Either this or `cron`.'),
  cron: text(200).meta({ pattern: CRON }).optional().describe('Five fields, as cron has them.'),
  timezone: text(100).optional().describe('Of `cron`, an IANA name; default: UTC.'),
  jitter: duration.optional().describe('A run starts so much later at most; default: 5m with `cron`, else none.'),
  overlap: z
    .enum(['skip', 'queue'])
    .optional()
    .describe('What becomes of a run whose time comes during another: dropped (default), or one is kept.'),
  catchUp: duration.optional().describe('How late a missed run is still made; default: 1h.'),
} satisfies Record<keyof Timing, z.ZodType>;

/** What a declaration says of the sync itself. */
const ownPart = {
  source: text(4_096)
    .meta({ pattern: SYNC_SOURCE_PATTERN })
    .describe(
      'Absolute path of a folder on `host`, below `sources.roots`; `s3://BUCKET/PREFIX/`; `iuap://PLATFORM/FILEPATH[/GROUPNAME]`; or the address of a manifest.',
    ),
  host: text(255)
    .refine((name) => HOST_PATTERN.test(name), { error: HOST_RULE })
    .optional()
    .describe('Machine whose disk holds the source; default: that of the caller who declares the sync.'),
  include: patterns.optional().describe('Patterns, below the source, of what is taken; default: all models.'),
  exclude: patterns.optional().describe('Patterns of files and folders that are left out.'),
  ...timingPart,
  retries: z
    .int32()
    .min(1)
    .optional()
    .describe('Failures with the same content until a file is set aside; default: 3.'),
  onRemoved: z
    .enum(['report', 'delete'])
    .optional()
    .describe('What becomes on the platform of files that are gone from the source: told (default), or removed there.'),
  deleteBudget: text(50)
    .meta({ pattern: BUDGET })
    .optional()
    .describe(
      'Of `delete`, the most that one run removes: files, percent of those remembered, or both; default: 10,10%.',
    ),
} satisfies Record<SyncKey, z.ZodType>;

/** What a declaration for any platform has. */
const commonSchema = z.looseObject({ ...ownPart, platform: requestParts.platform });

/**
 * Reads a declaration of unknown origin: what it says of the sync, and the rest as a request to its platform. Error:
 * `InvalidRequest`, a line for each problem.
 */
export function readSyncDeclaration(
  value: unknown,
  { kindOf, nameOf, further = [] }: Omit<RequestReading, 'isStart'>,
): SyncDeclaration {
  const kind = kindOfSync(value, kindOf);
  const schema = kind === undefined || kind instanceof RequestError ? commonSchema : schemaOf(kind);
  const parsed = parseBySchema<unknown>(schema, value);
  const others: RequestProblem[] = [
    ...(kind instanceof RequestError ? kind.problems : []),
    ...ownProblems(value),
    ...(kind === undefined || kind instanceof RequestError ? [] : problemsOfKind(value, kind)),
    ...further,
  ];
  // JSON knows no keys whose value is undefined, so what was just parsed is of the stricter type after it.
  if ('data' in parsed && others.length === 0) return JSON.parse(JSON.stringify(parsed.data)) as SyncDeclaration;
  const { problems, untold } = 'data' in parsed ? { problems: [], untold: 0 } : parsed;
  throw requestError([...problems, ...others], nameOf, untold);
}

/** What a kind of platform says of a request that is made again and again. */
function problemsOfKind(value: unknown, kind: PlatformKind): RequestProblem[] {
  const problems = definitionOf(kind).request?.syncProblems?.(value) ?? [];
  const isDeleting = isRecord(value) && value['onRemoved'] === 'delete';
  if (!isDeleting || kindFacts(kind)?.removes === true) return problems;
  const text = '"delete" is for platforms that have a call that removes a file: those of kind {kind} have none';
  const message = say(text, { kind });
  return [...problems, { path: ['onRemoved'], message }];
}

/** What the schema cannot say of the keys of the sync itself; one that it refuses is told once. */
function ownProblems(value: unknown): RequestProblem[] {
  const given = isRecord(value) ? value : {};
  const isRight = ([key, schema]: [string, z.ZodType]) => schema.safeParse(given[key]).success;
  const right = new Set(
    Object.entries(ownPart)
      .filter(isRight)
      .map(([key]) => key),
  );
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => right.has(key)));
  // The place of a source that is none is not told.
  const problems = declarationProblems({ source: '/', ...own });
  return problems.filter(({ path: [key] }) => right.has(String(key)));
}

/** The schemas of the syncs that these platforms take, with a name of their own and without; of no platform they take nothing. */
export function syncSchemas(platforms: readonly { name: string; kind: PlatformKind }[]): {
  named: z.ZodType;
  unnamed: z.ZodType;
} {
  const kinds = [...new Set(platforms.map(({ kind }) => kind))].filter(
    (kind) => definitionOf(kind).request !== undefined,
  );
  if (kinds.length === 0) return { unnamed: z.never(), named: z.never() };
  const made = kinds.map((kind) => {
    const names = platforms.filter((platform) => platform.kind === kind).map(({ name }) => name);
    const schema = schemaOf(kind).extend({ platform: platformOf(names, platforms.length) });
    return { kind, schema, example: exampleOf(kind, names[0] ?? kind) };
  });
  const name = z.string().regex(SYNC_NAME_PATTERN).describe('Its name, which no other sync has.');
  const what = 'What is brought to a platform of kind';
  const unnamed = made.map(({ kind, schema, example }) =>
    component(`${typeNameOf(kind)}Sync`, `${what} ${kind} again and again.`, schema, [example]),
  );
  const named = made.map(({ kind, schema, example }) =>
    component(`New${typeNameOf(kind)}Sync`, `${what} ${kind} again and again, and its name.`, schema.extend({ name }), [
      { name: 'handover', ...example },
    ]),
  );
  return {
    unnamed: component('SyncDeclaration', 'What is brought where, from which source, and when.', z.union(unnamed)),
    named: component('NewSync', 'The same with a name.', z.union(named)),
  };
}

/** A sync to this platform, as the API's description shows it. */
function exampleOf(kind: PlatformKind, platform: string): object {
  const { request } = definitionOf(kind);
  const { files: _files, ...target } = { files: [], ...request?.example(platform) };
  return {
    source: '/models/handover',
    include: ['**/*.ifc'],
    every: '1h',
    ...(request?.syncExample?.(platform) ?? target),
  };
}

/** A declaration for platforms of a kind: its request without the files, which a run finds. */
function schemaOf(kind: PlatformKind): z.ZodObject {
  const { request } = definitionOf(kind);
  if (request === undefined) throw new ModelrailError('Internal', `platforms of kind ${kind} take no files`);
  const { options } = request.schema.shape;
  const inner = options instanceof z.ZodOptional ? options.unwrap() : undefined;
  // A run that sends nothing would be taken for one that delivered.
  const optionsName = `${typeNameOf(kind)}SyncOptions`;
  const ofRuns =
    inner instanceof z.ZodObject
      ? { options: component(optionsName, 'How its ingestions are made.', inner.omit({ dryRun: true })).optional() }
      : {};
  const { files: _files, ...shape } = request.schema.shape;
  // Made of its keys: a schema that also compares them cannot be changed.
  return z.strictObject({ ...shape, ...ownPart, ...ofRuns });
}

/** Undefined where no platform is named. */
function kindOfSync(value: unknown, kindOf: RequestReading['kindOf']): PlatformKind | RequestError | undefined {
  const platform = isRecord(value) ? value['platform'] : undefined;
  if (typeof platform !== 'string' || platform === '') return undefined;
  const problem = (message: string) => requestError([{ path: ['platform'], message }]);
  try {
    const kind = kindOf(platform);
    if (definitionOf(kind).request !== undefined) return kind;
    return problem(say('is "{platform}", whose kind {kind} takes no files', { platform, kind }));
  } catch (error) {
    if (error instanceof RequestError) return error;
    if (error instanceof ModelrailError) return problem(say('is wrong: {problem}', { problem: wordsOf(error) }));
    throw error;
  }
}
