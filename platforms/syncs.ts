import { z } from 'zod';
import { HOST_PATTERN, HOST_RULE } from '../contracts/names.ts';
import { SYNC_KEYS, type SyncDeclaration, type SyncKey, sourceOfPath } from '../contracts/sync/declaration.ts';
import { isRecord } from '../lib/config/file.ts';
import { ModelrailError } from '../lib/errors.ts';
import { requestParts } from '../lib/requests/ingest-request.ts';
import { RequestError, type RequestProblem, requestError } from '../lib/requests/problems.ts';
import { parseBySchema } from '../lib/requests/schema-problems.ts';
import { declarationProblems } from '../lib/sync/check-declaration.ts';
import { definitionOf } from './kinds.ts';
import { type RequestReading, readIngestRequest } from './requests.ts';

const { text } = requestParts;
const duration = text(50);
const patterns = z.array(text(1_000)).min(1).max(100);

/** What a declaration says of the sync itself. */
const ownSchema = z.object({
  source: text(4_096),
  host: text(255)
    .refine((name) => HOST_PATTERN.test(name), { error: HOST_RULE })
    .optional(),
  include: patterns.optional(),
  exclude: patterns.optional(),
  every: duration.optional(),
  cron: text(200).optional(),
  timezone: text(100).optional(),
  jitter: duration.optional(),
  overlap: z.enum(['skip', 'queue']).optional(),
  catchUp: duration.optional(),
  retries: z.int32().optional(),
} satisfies Record<SyncKey, z.ZodType>);

/** Stands for the files that a run finds. */
const SOME_FILE = 'model';

/**
 * Reads a declaration of unknown origin: what it says of the sync, and the rest as a request to its platform. Error:
 * `InvalidRequest`, a line for each problem.
 */
export function readSyncDeclaration(value: unknown, reading: Omit<RequestReading, 'isStart'>): SyncDeclaration {
  const given = isRecord(value) ? value : {};
  const own = new Set<string>(SYNC_KEYS);
  const parsed = parseBySchema<z.output<typeof ownSchema>>(ownSchema, given);
  const rest = Object.fromEntries(Object.entries(given).filter(([key]) => !own.has(key)));
  const files = [{ source: sourceOfPath('/', SOME_FILE) }];
  const further: RequestProblem[] = [...(reading.further ?? [])];
  if ('problems' in parsed) further.push(...parsed.problems);
  else further.push(...declarationProblems(parsed.data));
  if ('files' in rest) further.push({ path: ['files'], message: 'is no key of a sync: it finds its files' });
  further.push(...problemsOfKind(rest, reading));
  const { files: _files, ...request } = readIngestRequest({ ...rest, files }, { ...reading, isStart: false, further });
  if (request.options?.dryRun === true) {
    throw requestError([{ path: ['options', 'dryRun'], message: 'is not for syncs' }], reading.nameOf);
  }
  if ('problems' in parsed) throw new RequestError('the declaration is wrong', further);
  return JSON.parse(JSON.stringify({ ...parsed.data, ...request })) as SyncDeclaration; // as: of both parts
}

/** What a kind of platform says of a request that is made again and again; nothing of a platform that is not there. */
function problemsOfKind(
  request: Record<string, unknown>,
  { kindOf }: Pick<RequestReading, 'kindOf'>,
): RequestProblem[] {
  const { platform } = request;
  if (typeof platform !== 'string') return [];
  try {
    return definitionOf(kindOf(platform)).request?.syncProblems?.(request) ?? [];
  } catch (error) {
    // Told by the reading of the request.
    if (error instanceof ModelrailError) return [];
    throw error;
  }
}
