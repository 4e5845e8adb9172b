import type { SourceStamp } from '../contracts/activities.ts';
import { type Pacer, paceOf } from '../lib/transfer/pacer.ts';
import type { Places } from '../lib/transfer/places.ts';
import { type StreamOutcome, type StreamTransfer, sendStream } from '../lib/transfer/send-stream.ts';
import type { StepDeps } from './deps.ts';
import type { TransferLimits } from './ingestion-limits.ts';

/** One file that a step sends as the body of one request. */
export interface WholeSending<T> extends Pick<StreamTransfer<T>, 'send' | 'onSent' | 'signal'> {
  /** What all transfers to the platform share. */
  session: { places: Places; pacer: Pacer | undefined };
  /** `wantedHash`: the MD5 that it must have, lower-case hex. */
  file: SourceStamp & { source: string; wantedHash?: string };
  limits: TransferLimits;
  ingestion: string;
}

/** Sends a file within the limits of its platform and of its ingestion. Errors: those of {@link sendStream}. */
export function sendWhole<T>(
  { sources, buffers, hasher }: Pick<StepDeps, 'sources' | 'buffers' | 'hasher'>,
  { session, file, limits, ingestion, ...request }: WholeSending<T>,
): Promise<StreamOutcome<T>> {
  const { source, size, stamp, wantedHash } = file;
  return sendStream({
    ...request,
    sources,
    source,
    stamp: { size, stamp },
    ...(wantedHash === undefined ? {} : { known: { md5: wantedHash } }),
    places: session.places,
    share: ingestion,
    buffers,
    hasher,
    pace: () => paceOf(limits.pacer, session.pacer),
    admit: (work) => (limits.requests === undefined ? work() : limits.requests(work)),
  });
}
