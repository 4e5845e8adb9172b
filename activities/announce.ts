import { CancelledFailure, type Context } from '@temporalio/activity';
import { ActivityCancelledError } from '@temporalio/client';
import { sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';

/**
 * Tells the server by a heartbeat of its own, and returns when the server has it. Those of the SDK leave some time later, and
 * nothing says whether they arrived. Errors: `CancelledFailure` when the step has been cancelled; a retryable
 * `TemporalUnavailable` when the server does not take it, as it does not from an attempt that it has given up.
 */
export async function announce({ client, info }: Context, details: Record<string, unknown>): Promise<void> {
  try {
    await client.activity.heartbeat(info.taskToken, details);
  } catch (error) {
    if (error instanceof ActivityCancelledError) throw new CancelledFailure(error.message, [details], error);
    const reason = error instanceof Error ? error.message : String(error);
    const words = sentenceOf('Temporal could not be told of the call, so it was not made ({reason})', { reason });
    throw new ModelrailError('TemporalUnavailable', words, { isRetryable: true, cause: error });
  }
}

/**
 * True when an attempt before may have had an effect, of a step whose attempts announce theirs: one that died before
 * it did has had none, as one that never reached a worker. `wasReset`: the server counts from 1 again.
 */
export function mayHaveActed(previous: Record<string, unknown> | undefined, wasReset: boolean): boolean {
  // A reset may have dropped the heartbeats too.
  return previous === undefined ? wasReset : previous['outcomeUnknown'] !== false;
}
