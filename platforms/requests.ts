import { z } from 'zod';
import type { PlatformKind } from '../contracts/activities.ts';
import type { IngestRequest } from '../contracts/request.ts';
import { type PlaceName, type RequestProblem, requestError } from '../lib/requests/problems.ts';
import { chongqingBimFileProblems, chongqingBimRequest, chongqingBimRequestProblems } from './chongqing-bim/request.ts';

interface KindOfRequest {
  /** What is wrong with it beyond its shape. */
  problems(request: IngestRequest): RequestProblem[];
  /** What is wrong with single files; a run that has one all the same delivers the others. */
  fileProblems(request: IngestRequest): RequestProblem[];
  /** Its schema, for platforms of these names. */
  schema(names: readonly string[]): z.ZodType;
}

const kinds: Record<PlatformKind, KindOfRequest> = {
  'chongqing-bim': {
    problems: chongqingBimRequestProblems,
    fileProblems: chongqingBimFileProblems,
    schema: chongqingBimRequest,
  },
};

/** Checks what a kind of platform asks of a request beyond its shape. Error: `InvalidRequest`, a line for each problem. */
export function assertPlatformRequest(kind: PlatformKind, request: IngestRequest, nameOf?: PlaceName): void {
  const problems = kinds[kind].problems(request);
  if (problems.length > 0) throw requestError(problems, nameOf);
}

/** The same before a start, when a file that cannot be delivered is refused as well. */
export function assertStartRequest(kind: PlatformKind, request: IngestRequest, nameOf?: PlaceName): void {
  const problems = [...kinds[kind].problems(request), ...kinds[kind].fileProblems(request)];
  if (problems.length > 0) throw requestError(problems, nameOf);
}

/** The schema of the requests that these platforms take, with their names; of none it takes nothing. */
export function requestSchema(platforms: readonly { name: string; kind: PlatformKind }[]): z.ZodType {
  const named = [...new Set(platforms.map(({ kind }) => kind))].map((kind) =>
    kinds[kind].schema(platforms.filter((platform) => platform.kind === kind).map(({ name }) => name)),
  );
  const [only] = named;
  if (only === undefined) return z.never();
  return named.length === 1 ? only : z.union(named);
}
