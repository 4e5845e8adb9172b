import type { SimulatorStats } from '../support/simulator-control.ts';
import type { Armed } from './armed.ts';
import { LONGER_THAN_A_REQUEST_MAY_TAKE_MS } from './draw-request.ts';
import type { Deed, Gate } from './plan.ts';

/** How many submissions of a conversion may have been repeated, because it was not known whether the platform took them. */
export function countRepeats(armed: Pick<Armed, 'reached' | 'fallen'>, { endpoints }: SimulatorStats): number {
  const gates = armed.reached().filter((gate) => isTooLong(gate) || cutsCalls(gate.deed)).length;
  const faults = armed.fallen().filter(({ fault }) => (fault.match?.endpoint ?? 'convertModel') === 'convertModel');
  // The caller left before the answer: on a machine that has other work the time of a request may pass by itself.
  const unanswered = endpoints['convertModel']?.answered['none'] ?? 0;
  return gates + faults.reduce((sum, { times }) => sum + times, 0) + unanswered;
}

function isTooLong({ endpoint, holdMs }: Gate<string>): boolean {
  return endpoint === 'convertModel' && holdMs >= LONGER_THAN_A_REQUEST_MAY_TAKE_MS;
}

/** A worker that is asked once to stop lets its submissions finish; clients and sources reach none. */
function cutsCalls(deed: Deed): boolean {
  const isOfProcess = deed.to === 'worker' || deed.to === 'temporal' || deed.to === 'platform' || deed.to === 'freeze';
  return isOfProcess && !(deed.to === 'worker' && deed.signal === 'SIGTERM');
}
