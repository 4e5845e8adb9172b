import { expectedRequests } from './expected.ts';
import type { GatedCall, Plan } from './plan.ts';
import type { Random } from './random.ts';

/** Beyond `timeouts.request` of the campaign's configuration. */
export const LONGER_THAN_A_REQUEST_MAY_TAKE_MS = 1_400;

const CALL_WEIGHTS: Record<GatedCall, number> = {
  source: 12,
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

/** One of the calls of `from` that the workload will make. */
export function drawCall<Call extends GatedCall>(random: Random, plan: Plan, from: readonly Call[]): Call {
  const expected = expectedRequests(plan);
  const weights = from.map((call) => [call, expected[call] > 0 ? CALL_WEIGHTS[call] : 0] as const);
  return random.weighted(Object.fromEntries(weights) as Record<Call, number>); // as: the keys are those of `from`
}

/** Requests that pass before a disturbance; mostly few, since what befalls the others may keep the later ones away. */
export function drawCount(random: Random, expected: number): number {
  const most = Math.ceil(expected * (random.chance(0.75) ? 0.4 : 0.9));
  return random.int(0, Math.max(0, most - 1));
}
