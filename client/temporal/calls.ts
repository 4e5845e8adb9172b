import { setMaxListeners } from 'node:events';
import {
  type Connection,
  type ConnectionOptions,
  isRetryableError,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';

const GRPC_CANCELLED = 1;
const GRPC_RESOURCE_EXHAUSTED = 8;

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];
type InterceptedCall = ReturnType<Parameters<Interceptor>[1]>;

/** Calls to Temporal that may be under way when their connection is closed. */
export interface Calls {
  /** How single requests are tried again; once closed, none is. Belongs behind all other interceptors of the connection. */
  readonly retry: Interceptor;
  /** Runs requests that must be through at `deadline` (milliseconds since the epoch). Error: `Cancelled` once closed. */
  run<T>(connection: Connection, deadline: number, fn: () => Promise<T>): Promise<T>;
  /** Ends what is under way; the connection can be closed then. */
  end(): void;
}

/** The calls of one connection. */
export function createCalls(): Calls {
  const underWay = new Set<AbortController>();
  let hasEnded = false;
  /**
   * As the SDK, but without its pauses of up to five seconds between attempts: a deadline is noticed only after one,
   * and a call with six seconds would take ten. The deadline, not a number, ends the attempts.
   */
  const retry = makeGrpcRetryInterceptor({
    delayFunction: (attempt, { code }) => {
      const longestMs = code === GRPC_RESOURCE_EXHAUSTED ? 2_000 : 500;
      return Math.min(longestMs, 50 * 2 ** attempt) * (0.8 + 0.4 * Math.random());
    },
    retryableDecider: (_attempt, status) => !hasEnded && isRetryableError(status),
  });
  return {
    // The SDK starts a retry from a timer: on a closed connection it would throw where no caller can catch it.
    retry: (options, nextCall) => retry(options, (given) => (hasEnded ? refusedCall() : nextCall(given))),
    async run(connection, deadline, fn) {
      if (hasEnded) throw closed();
      const abort = new AbortController();
      // The SDK listens once for each request, as long as all of them take: many in one call are no leak.
      setMaxListeners(0, abort.signal);
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
    end() {
      hasEnded = true;
      for (const abort of underWay) abort.abort();
    },
  };
}

function closed(): ModelrailError {
  return new ModelrailError('Cancelled', sentenceOf('the connection to Temporal was closed'));
}

/** A call that is not made, and is answered as cancelled. */
function refusedCall(): InterceptedCall {
  const nothing = () => undefined;
  return {
    start(metadata, listener) {
      const none = metadata.clone();
      for (const key of Object.keys(none.getMap())) none.remove(key);
      listener?.onReceiveStatus?.({ code: GRPC_CANCELLED, details: 'the connection was closed', metadata: none });
    },
    sendMessage: nothing,
    sendMessageWithContext: nothing,
    startRead: nothing,
    halfClose: nothing,
    cancelWithStatus: nothing,
    getPeer: () => '',
    getAuthContext: () => null,
  };
}
