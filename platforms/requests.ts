import type { PlatformKind } from '../contracts/activities.ts';
import type { IngestRequest } from '../contracts/request.ts';
import { type PlaceName, type RequestProblem, requestError } from '../lib/requests/problems.ts';
import { chongqingBimRequestProblems } from './chongqing-bim/request.ts';

const problemsOf: Record<PlatformKind, (request: IngestRequest) => RequestProblem[]> = {
  'chongqing-bim': chongqingBimRequestProblems,
};

/** Checks what a kind of platform asks of a request beyond its shape. Error: `InvalidRequest`, a line for each problem. */
export function assertPlatformRequest(kind: PlatformKind, request: IngestRequest, nameOf?: PlaceName): void {
  const problems = problemsOf[kind](request);
  if (problems.length > 0) throw requestError(problems, nameOf);
}
