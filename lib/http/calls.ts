import { channel } from 'node:diagnostics_channel';
import type { WireAnswer } from './exchange.ts';
import { requestIdOf } from './headers.ts';
import type { StreamBody } from './stream-body.ts';

/** One call of a platform, for who looks at them: the same object when it begins and when it has ended. */
export interface PlatformCall {
  method: string;
  /** `http://host:port`. */
  origin: string;
  /** Below the origin, without its query, and without secrets. */
  path: string;
  /** Bytes of the body that is sent. */
  bytes: number;
  /** Of an answer, whatever it says. */
  status?: number;
  /** By which the platform finds the call in its own log, when it tells one. */
  requestId?: string;
  /** Why there was no answer. */
  error?: string;
  /** Milliseconds; only of a call that has ended. */
  ms?: number;
}

/** Published when a request is about to be sent, in the context of who sends it. */
export const CALL_BEGUN = 'modelrail.call.begun';
/** Published when its answer is there, or will not come. */
export const CALL_ENDED = 'modelrail.call.ended';

// Held here: a channel that nothing refers to loses its subscribers.
const begun = channel(CALL_BEGUN);
const ended = channel(CALL_ENDED);

/** Makes a call and tells those who look at calls; without any of them it costs nothing. */
export async function observed<Answer extends Pick<WireAnswer, 'status' | 'headers'>>(
  about: { method: string; url: URL; body: Buffer | string | StreamBody | undefined; redact(text: string): string },
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (!begun.hasSubscribers && !ended.hasSubscribers) return work();
  const { method, url, body, redact } = about;
  const call: PlatformCall = { method, origin: url.origin, path: redact(url.pathname), bytes: lengthOf(body) };
  const beganAtMs = performance.now();
  begun.publish(call);
  try {
    const answer = await work();
    call.status = answer.status;
    const requestId = requestIdOf(answer.headers);
    if (requestId !== undefined) call.requestId = redact(requestId);
    return answer;
  } catch (error) {
    call.error = redact(error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    call.ms = performance.now() - beganAtMs;
    ended.publish(call);
  }
}

function lengthOf(body: Buffer | string | StreamBody | undefined): number {
  if (body === undefined) return 0;
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length;
}
