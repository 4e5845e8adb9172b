import type { Alteration } from '../../lib/simulation/alter.ts';
import { FAULT_KINDS, type FaultKind, TOKEN_ENDS } from '../../lib/simulation/faults.ts';
import type { Fault } from '../support/simulator-control.ts';
import { drawCall, drawCount, LONGER_THAN_A_REQUEST_MAY_TAKE_MS } from './draw-request.ts';
import { expectedRequests } from './expected.ts';
import { ENDPOINTS, type Plan, REFUSAL } from './plan.ts';
import type { Random } from './random.ts';

/** How answers come that say the same in another way. */
export const ALTERATIONS: readonly [Alteration, ...Alteration[]] = [
  { textNumbers: true },
  { charset: 'gb18030' },
  { charset: 'utf-8-bom' },
  { encoding: 'gzip' },
  { encoding: 'br' },
  { interim: 1 },
];

/** Draws a fault that the simulator lets fall upon one of the calls. */
export function drawFault(random: Random, plan: Plan): Fault {
  const expected = expectedRequests(plan);
  const endpoint = drawCall(random, plan, ENDPOINTS);
  return drawFaultOn(random, { endpoint, expected: expected[endpoint], isToken: endpoint === 'token' });
}

/** A call that a fault falls upon, whatever the platform. */
interface Befallen {
  endpoint: string;
  /** How many of its requests a workload brings about, roughly. */
  expected: number;
  /** True of the call that tokens come from. */
  isToken: boolean;
}

/** Draws a fault upon requests of a call. */
export function drawFaultOn(random: Random, befallen: Befallen): Fault {
  const { endpoint, expected } = befallen;
  const kind = random.pick(FAULT_KINDS);
  const after = drawCount(random, expected);
  const left = expected - after;
  return {
    match: { endpoint },
    after,
    every: Math.min(random.int(1, 3), Math.max(1, left)),
    // A request that hangs costs the time-out of a request, each time.
    times: random.int(1, kind === 'hang' || kind === 'delay' ? 2 : 3),
    kind,
    ...drawFaultDetails(random, kind, befallen),
  };
}

/** Draws the kinds of a storm, which falls upon all calls in turn. */
export function drawKinds(random: Random): FaultKind[] {
  return Array.from({ length: random.int(2, 4) }, () => random.pick(FAULT_KINDS));
}

function drawFaultDetails(random: Random, kind: FaultKind, { isToken }: Befallen): Fault {
  const effect = random.chance(0.5);
  switch (kind) {
    case 'status': {
      if (effect) return { status: random.pick([500, 502, 503, 504]), effect };
      const status = random.pick([500, 502, 503, 504, 408, 429]);
      return { status, ...(random.chance(0.3) ? { headers: { 'Retry-After': '1' } } : {}) };
    }
    case 'html':
      return { htmlStatus: random.pick([200, 502, 403, 404]), effect };
    case 'delay':
      return { delayMs: random.pick([300, LONGER_THAN_A_REQUEST_MAY_TAKE_MS]), effect };
    case 'expired-token': {
      const tokenEnd = random.pick(TOKEN_ENDS);
      // A second page in a row is a server fault, after which no token is asked for within a minute.
      return { tokenEnd, ...(tokenEnd === 'redirect' || tokenEnd === 'page' ? { times: 1 } : {}) };
    }
    case 'refusal':
      // Of the token call a refusal in the platform's words would be the end of every ingestion.
      if (isToken || random.chance(0.6)) return { status: random.pick([500, 200]), effect };
      return { status: random.pick([500, 200, 400, 403, 404]), message: REFUSAL };
    case 'altered':
      return { alter: random.pick(ALTERATIONS) };
    default:
      return {};
  }
}
