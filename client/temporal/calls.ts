import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, type GrpcRetryOptions, isRetryableError } from '@temporalio/client';
import { ModelrailError } from '../../lib/errors.ts';

const GRPC_RESOURCE_EXHAUSTED = 8;
/** Timers of equal time may run in any order. */
const TIMER_MARGIN_MS = 20;

/** Calls to Temporal that may be under way when their connection is closed. */
export interface Calls {
  /** How single requests are tried again. */
  readonly retries: GrpcRetryOptions;
  /** Runs requests that must be through at `deadline` (milliseconds since the epoch). Error: `Cancelled` once closed. */
  run<T>(connection: Connection, deadline: number, fn: () => Promise<T>): Promise<T>;
  /** Ends what is under way, and answers once the connection can be closed. */
  end(): Promise<void>;
}

/** The calls of one connection. */
export function createCalls(): Calls {
  const underWay = new Set<AbortController>();
  let hasEnded = false;
  let lastRetryAt = 0;
  return {
    /**
     * As the SDK, but without its pauses of up to five seconds between attempts: a deadline is noticed only after one,
     * and a call with six seconds would take ten. The deadline, not a number, ends the attempts.
     */
    retries: {
      delayFunction: (attempt, { code }) => {
        const longestMs = code === GRPC_RESOURCE_EXHAUSTED ? 2_000 : 500;
        const delayMs = Math.min(longestMs, 50 * 2 ** attempt) * (0.8 + 0.4 * Math.random());
        lastRetryAt = Math.max(lastRetryAt, Date.now() + delayMs);
        return delayMs;
      },
      retryableDecider: (_attempt, status) => !hasEnded && isRetryableError(status),
    },
    async run(connection, deadline, fn) {
      if (hasEnded) throw closed();
      const abort = new AbortController();
      // The signal ends the request that is under way; what would make another one after it is no longer waited for.
      const aborted = new Promise<never>((_resolve, reject) => {
        abort.signal.addEventListener('abort', () => reject(closed()));
      });
      underWay.add(abort);
      try {
        const call = connection.withDeadline(deadline, () => connection.withAbortSignal(abort.signal, fn));
        return await Promise.race([call, aborted]);
      } finally {
        underWay.delete(abort);
      }
    },
    async end() {
      hasEnded = true;
      for (const abort of underWay) abort.abort();
      // The SDK starts a retry from a timer: on a closed connection it would throw where no caller can catch it.
      const waitMs = lastRetryAt - Date.now() + TIMER_MARGIN_MS;
      if (waitMs > 0) await sleep(waitMs);
    },
  };
}

function closed(): ModelrailError {
  return new ModelrailError('Cancelled', 'the connection to Temporal was closed');
}
