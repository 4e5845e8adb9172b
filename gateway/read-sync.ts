import type { z } from 'zod';
import type { SyncPlan, TriggerOptions } from '../client/index.ts';
import { isUrl } from '../contracts/source-path.ts';
import type { SyncDeclaration } from '../contracts/sync/declaration.ts';
import { isRecord } from '../lib/config/file.ts';
import { joinRequestErrors, RequestError, requestError } from '../lib/requests/problems.ts';
import { assertBodyFits } from '../lib/requests/request-size.ts';
import { parseBySchema } from '../lib/requests/schema-problems.ts';
import { withPlatform } from '../lib/requests/with-platform.ts';
import { syncNameProblem } from '../lib/sync/check-declaration.ts';
import { say } from '../lib/words/say.ts';
import { readSyncDeclaration } from '../platforms/syncs.ts';
import type { GatewayContext } from './context.ts';
import { kindOf, namesOf } from './read-request.ts';
import { backfillBody, noteBody, triggerBody } from './schemas/sync-parameters.ts';

/**
 * The declaration that a body stands for. Error: `InvalidRequest`, with what is wrong with the source, too; of a source alone
 * what is wrong with that.
 */
export async function readSync(context: GatewayContext, body: unknown): Promise<SyncDeclaration> {
  assertBodyFits(body);
  const whole = withHost(withPlatform(body, namesOf(context)), context.host);
  const read = readOne(context, whole);
  const { source, host } = isRecord(whole) ? whole : {};
  const isPlaced = typeof source === 'string' && (host === undefined || typeof host === 'string');
  const isWrong =
    read instanceof RequestError && read.problems.some(({ path: [key] }) => key === 'source' || key === 'host');
  const ofSource = isPlaced && !isWrong ? await context.lookAtSync({ source, host }) : undefined;
  if (!(read instanceof RequestError)) {
    if (ofSource !== undefined) throw ofSource;
    return read;
  }
  throw ofSource === undefined ? read : joinRequestErrors([read, ofSource]);
}

/** The name and the declaration in a body that declares a new sync. Error: `InvalidRequest`, all problems at once. */
export async function readNamedSync(
  context: GatewayContext,
  body: unknown,
): Promise<{ name: string; declaration: SyncDeclaration }> {
  const { name, ...rest } = isRecord(body) ? body : {};
  const problem = nameProblem(name);
  const declaration = await readSync(context, rest).catch((error: unknown) => {
    if (error instanceof RequestError) return error;
    throw error;
  });
  if (problem === undefined && !(declaration instanceof RequestError)) return { name: String(name), declaration };
  const wrongName = problem === undefined ? [] : [requestError([{ path: ['name'], message: problem }])];
  throw joinRequestErrors([...wrongName, ...(declaration instanceof RequestError ? [declaration] : [])]);
}

function nameProblem(name: unknown): string | undefined {
  if (name === undefined) return say('is missing');
  if (typeof name !== 'string') return say('must be a text');
  const problem = syncNameProblem(name);
  return problem === undefined ? undefined : say('is none: {problem}', { problem });
}

/** Why a sync is paused, or who goes on; the body of either may be missing. Error: `InvalidRequest`. */
export function readNote(body: unknown): string | undefined {
  return body === undefined || body === null ? undefined : parse(noteBody, body).note;
}

/** The plan that a run may remove files by; the body may be missing. Error: `InvalidRequest`. */
export function readApproval(body: unknown): TriggerOptions {
  const { approve } = body === undefined || body === null ? {} : parse(triggerBody, body);
  // as: of a plan this is what an approval reads.
  return approve === undefined ? {} : { approve: approve as unknown as SyncPlan };
}

/** A span of time. Error: `InvalidRequest`. */
export function readSpan(body: unknown): { from: Date; to: Date } {
  const { from, to } = parse(backfillBody, body);
  return { from: new Date(from), to: new Date(to) };
}

function parse<Output>(schema: z.ZodType<Output>, body: unknown): Output {
  const parsed = parseBySchema(schema, body);
  if ('data' in parsed) return parsed.data;
  throw requestError(parsed.problems, undefined, parsed.untold);
}

function readOne(context: GatewayContext, whole: unknown): SyncDeclaration | RequestError {
  try {
    return readSyncDeclaration(whole, { kindOf: (platform) => kindOf(context, platform) });
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
}

/** A local source lies on the gateway's machine when the body does not say. */
function withHost(body: unknown, host: string | undefined): unknown {
  if (host === undefined || !isRecord(body) || 'host' in body) return body;
  const { source } = body;
  return typeof source === 'string' && isUrl(source) ? body : { ...body, host };
}
