import { Context } from '@temporalio/activity';
import pLimit from 'p-limit';
import type { DeferredFile, FailedFile } from '../contracts/activities.ts';
import { ModelrailError } from '../lib/errors.ts';
import { isFinal } from './failure.ts';

/**
 * Runs a step for each file of a group, each file's outcome its own. Only within an activity.
 *
 * A file with a retryable failure is `deferred` when other files have ended, so that it does not delay them. When none has,
 * its failure is thrown, rather one whose outcome is not known, and the step's retry policy decides when to try again.
 */
export async function forEachFile<File extends { index: number }, Done extends { index: number }>(
  files: readonly File[],
  signal: AbortSignal,
  work: (file: File) => Promise<Done>,
  atOnce = files.length,
): Promise<(Done | FailedFile | DeferredFile)[]> {
  const { attempt } = Context.current().info;
  let retryable: ModelrailError | undefined;
  const limit = pLimit(Math.max(1, atOnce));
  const settled = await Promise.allSettled(files.map((file) => limit(() => settle(file))));
  signal.throwIfAborted();

  async function settle(file: File): Promise<Done | FailedFile | DeferredFile> {
    try {
      return await work(file);
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      if (isFinal(error, attempt)) return { index: file.index, state: 'failed', error: error.toKept() };
      // The next attempt has to know of it.
      if (retryable === undefined || (error.outcomeUnknown && !retryable.outcomeUnknown)) retryable = error;
      return { index: file.index, state: 'deferred', error: error.toKept() };
    }
  }

  const outcomes: (Done | FailedFile | DeferredFile)[] = [];
  for (const result of settled) {
    if (result.status === 'rejected') throw result.reason;
    outcomes.push(result.value);
  }
  const isStuck = outcomes.every((outcome) => 'state' in outcome && outcome.state === 'deferred');
  if (isStuck && retryable !== undefined) throw retryable;
  return outcomes;
}
