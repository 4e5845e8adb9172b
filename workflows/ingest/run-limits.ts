import type { SendingLimits } from '../../contracts/limits.ts';
import type { IngestRun } from './ingest-run.ts';

/** What bounds the sending of a run at this moment: what its request has, and what was set since. */
export function sendingLimits({
  state: { request },
  changedLimits,
}: Pick<IngestRun, 'state' | 'changedLimits'>): SendingLimits {
  const { concurrency, bwlimit } = { ...request.options, ...changedLimits };
  return { ...(concurrency === undefined ? {} : { concurrency }), ...(bwlimit === undefined ? {} : { bwlimit }) };
}
