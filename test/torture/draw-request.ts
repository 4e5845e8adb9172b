import { expectedRequests } from './expected.ts';
import { ENDPOINTS, type Endpoint, type Plan } from './plan.ts';
import type { Random } from './random.ts';

/** Beyond `timeouts.request` of the campaign's configuration. */
export const LONGER_THAN_A_REQUEST_MAY_TAKE_MS = 1_400;

const ENDPOINT_WEIGHTS: Record<Endpoint, number> = {
  token: 3,
  uploadFileStatus: 3,
  upload: 4,
  synchronous: 6,
  convertModel: 3,
  convertProcess: 3,
  createProject: 3,
  createProjectGroup: 3,
  createProjectFile: 4,
};

/** One of the calls that the workload will make; `from` leaves only some. */
export function drawEndpoint(random: Random, plan: Plan, from: readonly Endpoint[] = ENDPOINTS): Endpoint {
  const expected = expectedRequests(plan);
  const weights = Object.entries(ENDPOINT_WEIGHTS).map(([endpoint, weight]) => {
    const isPossible = from.some((one) => one === endpoint && expected[one] > 0);
    return [endpoint, isPossible ? weight : 0] as const;
  });
  return random.weighted(Object.fromEntries(weights) as Record<Endpoint, number>); // as: the keys are those of the weights
}

/** Requests that pass before a disturbance; mostly few, since what befalls the others may keep the later ones away. */
export function drawCount(random: Random, expected: number): number {
  const most = Math.ceil(expected * (random.chance(0.75) ? 0.4 : 0.9));
  return random.int(0, Math.max(0, most - 1));
}
