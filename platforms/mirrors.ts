import { z } from 'zod';
import type { PlatformKind } from '../contracts/kinds.ts';
import type { DeclaredMirror, MirrorMap } from '../contracts/sync/mirror.ts';
import { isRecord } from '../lib/config/file.ts';
import { ModelrailError } from '../lib/errors.ts';
import { requestParts } from '../lib/requests/ingest-request.ts';
import { RequestError, type RequestProblem, requestError } from '../lib/requests/problems.ts';
import { parseBySchema } from '../lib/requests/schema-problems.ts';
import { mirrorProblems } from '../lib/sync/check-declaration.ts';
import { say, wordsOf } from '../lib/words/say.ts';
import { definitionOf } from './kinds.ts';
import { timingPart } from './syncs.ts';

const { text, integer } = requestParts;
const codes = z.array(text(255)).min(1).max(1_000);
const fields = z.strictObject({ areaCode: text(255).optional(), type: integer.optional(), stage: integer.optional() });

/** What the projects of a mirror become, as it stands in its file. */
const mapSchema = z
  .strictObject({ areas: z.record(z.string().min(1), fields).optional(), default: fields.optional() })
  .superRefine(({ areas = {}, default: ofAll = {} }, context) => {
    const entries = Object.entries(areas);
    for (const [area, entry] of entries) checkWhole({ ...ofAll, ...entry }, ['areas', area], context);
    if (entries.length === 0) checkWhole(ofAll, ['default'], context);
  });

/** An entry without a value that `default` does not give either covers nothing. */
function checkWhole(entry: object, path: string[], context: z.RefinementCtx): void {
  for (const key of Object.keys(fields.shape)) {
    if (!Object.hasOwn(entry, key)) {
      context.addIssue({ code: 'custom', path: [...path, key], message: 'is missing, and `default` has none' });
    }
  }
}

const declarationSchema = z.strictObject({
  kind: z.literal('mirror', { error: 'must be "mirror", or be left out of a sync of files' }),
  platform: requestParts.platform,
  to: requestParts.platform,
  map: z.unknown().refine((map) => map !== undefined, { error: 'is missing: a file, or `areas` and `default`' }),
  groupCode: codes.optional(),
  areaCode: codes.optional(),
  ...timingPart,
});

/** Tells the kind of a platform; throws for a name that no platform has. */
type KindOf = (platform: string) => PlatformKind;

/** Reads the map of a mirror. Error: `InvalidRequest`, a line for each problem. */
export function readMirrorMap(value: unknown, place: readonly string[] = []): MirrorMap {
  const parsed = parseBySchema(mapSchema, value);
  // JSON knows no keys whose value is undefined.
  if ('data' in parsed) return JSON.parse(JSON.stringify(parsed.data)) as MirrorMap; // as: what the schema has read
  const problems = parsed.problems.map(({ path, message }) => ({ path: [...place, ...path], message }));
  throw requestError(problems, undefined, parsed.untold);
}

/** Reads the declaration of a recurring mirror, whose map may be the path of a file. Error: `InvalidRequest`, a line for each problem. */
export function readMirrorDeclaration(value: unknown, { kindOf }: { kindOf: KindOf }): DeclaredMirror {
  const parsed = parseBySchema(declarationSchema, value);
  const { map, ...rest } = isRecord(value) ? value : {};
  const timing = Object.fromEntries(
    Object.entries(timingPart).flatMap(([key, schema]) =>
      schema.safeParse(rest[key]).success ? [[key, rest[key]]] : [],
    ),
  );
  const problems: RequestProblem[] = [
    ...('data' in parsed ? [] : parsed.problems),
    ...mirrorProblems(timing),
    ...platformProblems(rest, kindOf),
    ...(map === undefined || typeof map === 'string' ? [] : problemsOf(() => readMirrorMap(map, ['map']))),
  ];
  if ('data' in parsed && problems.length === 0) return JSON.parse(JSON.stringify(parsed.data)) as DeclaredMirror; // as: see above
  throw requestError(problems, undefined, 'data' in parsed ? 0 : parsed.untold);
}

type SideProblem =
  | 'is "{name}", whose kind {kind} has no projects to be mirrored'
  | 'is "{name}", whose kind {kind} takes no projects of a mirror';

/** What is wrong with the platforms of a mirror: of the one the projects are read, on the other they are made. */
export function platformProblems(
  { platform, to }: { platform?: unknown; to?: unknown },
  kindOf: KindOf,
): RequestProblem[] {
  const problems = (key: string, name: unknown, side: 'from' | 'to', what: SideProblem): RequestProblem[] => {
    if (typeof name !== 'string' || name === '') return [];
    try {
      const kind = kindOf(name);
      if (definitionOf(kind).mirrors === side) return [];
      return [{ path: [key], message: say(what, { name, kind }) }];
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      const told = error instanceof RequestError ? error.problems[0]?.message : undefined;
      return [{ path: [key], message: told ?? say('is wrong: {problem}', { problem: wordsOf(error) }) }];
    }
  };
  return [
    ...problems('platform', platform, 'from', 'is "{name}", whose kind {kind} has no projects to be mirrored'),
    ...problems('to', to, 'to', 'is "{name}", whose kind {kind} takes no projects of a mirror'),
  ];
}

function problemsOf(read: () => unknown): readonly RequestProblem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof RequestError) return error.problems;
    throw error;
  }
}
