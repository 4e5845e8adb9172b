import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileRequest, IngestRequest } from '../contracts/request.ts';
import { isRecord } from '../lib/config/file.ts';
import { didYouMean } from '../lib/config/nearest.ts';
import { ModelrailError } from '../lib/errors.ts';
import { parseIngestRequest } from '../lib/requests/ingest-request.ts';
import { pathName, RequestError, type RequestProblem, requestError } from '../lib/requests/problems.ts';
import { assertBodyFits } from '../lib/requests/request-size.ts';
import { withHost } from '../lib/requests/with-host.ts';
import { assertStartRequest } from '../platforms/requests.ts';
import type { GatewayContext } from './context.ts';

/** Files that are looked at before other calls have their turn: some milliseconds. */
const FILES_AT_A_TIME = 100;

/**
 * The request that a body stands for. Of very many files some are looked at at a time, and none behind those that have
 * problems. Error: `InvalidRequest`.
 */
export async function readRequest(context: GatewayContext, body: unknown): Promise<IngestRequest> {
  assertBodyFits(body);
  const whole = withHost(body, context.host);
  const all: unknown = isRecord(whole) ? whole['files'] : undefined;
  if (!isRecord(whole) || !Array.isArray(all) || all.length <= FILES_AT_A_TIME) return readPart(context, whole, 0);
  const files: FileRequest[] = [];
  let request: IngestRequest | undefined;
  for (let start = 0; start < all.length; start += FILES_AT_A_TIME) {
    const end = start + FILES_AT_A_TIME;
    request = inPart(start, end < all.length ? end : undefined, () =>
      readPart(context, { ...whole, files: all.slice(start, end) }, start),
    );
    files.push(...request.files);
    await nextTurn();
  }
  if (request === undefined) throw new ModelrailError('Internal', 'a request of many files has none');
  const read = { ...request, files };
  // What holds for all files together.
  assertStartRequest(kindOf(context, read.platform), read);
  return read;
}

/** Gives problems of a part their places in the request, and says that those behind the part are not known. */
function inPart<T>(start: number, end: number | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const rest = end === undefined ? '' : `\nfiles[${end}] and those behind it were not looked at`;
    throw new RequestError(
      `${error.message}${rest}`,
      error.problems.map(({ path, message }) => ({ path: placed(path, start), message })),
    );
  }
}

/** Reads a body whose first file is the request's file number `firstFile`. */
function readPart(context: GatewayContext, body: unknown, firstFile: number): IngestRequest {
  const nameOf = (path: RequestProblem['path']) => pathName(placed(path, firstFile));
  const request = parseIngestRequest(body, nameOf);
  assertStartRequest(kindOf(context, request.platform), request, nameOf);
  const parsed = context.requestSchema.safeParse(body);
  if (parsed.success) return request;
  throw requestError(
    parsed.error.issues.map(({ path, message }) => ({
      path: path.filter((part) => typeof part !== 'symbol'),
      message: `is wrong: ${message}`,
    })),
    nameOf,
  );
}

function placed([first, position, ...rest]: RequestProblem['path'], firstFile: number): RequestProblem['path'] {
  if (first === 'files' && typeof position === 'number') return [first, position + firstFile, ...rest];
  return [first, position, ...rest].filter((part) => part !== undefined);
}

function kindOf({ platforms }: GatewayContext, name: string) {
  const platform = platforms.find((candidate) => candidate.name === name);
  if (platform !== undefined) return platform.kind;
  const names = platforms.map((candidate) => candidate.name);
  const hint = didYouMean(name, names) || ` (configured: ${names.join(', ') || 'none'})`;
  throw requestError([{ path: ['platform'], message: `is "${name}", which is not configured${hint}` }]);
}
