import { drawCount } from './draw-request.ts';
import { expectedRequests } from './expected.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import { SOURCE_FAULT_KINDS, SOURCE_STATUSES, type SourceFault } from './source-faults.ts';

/** Draws a fault that falls upon requests for remote sources. */
export function drawSourceFault(random: Random, plan: Plan): SourceFault {
  return drawSourceFaultOf(random, expectedRequests(plan).source);
}

/** The same, where about so many requests for sources are expected. */
export function drawSourceFaultOf(random: Random, expected: number): SourceFault {
  const kind = random.pick(SOURCE_FAULT_KINDS);
  return {
    kind,
    ...(kind === 'status' ? { status: random.pick(SOURCE_STATUSES) } : {}),
    after: drawCount(random, expected),
    every: random.int(1, 3),
    times: random.int(1, 3),
  };
}
