import { CancellationScope, CancelledFailure, condition, sleep } from '@temporalio/workflow';
import { CALL_GRACE_MS } from '../../contracts/longyan-disk/policies.ts';
import type { LongyanDiskRun } from './longyan-disk-run.ts';

/**
 * Makes a call that makes something. Neither is it begun in a run that is paused or cancelled, nor does a cancellation cut it, since
 * no call tells afterwards what became of it: that waits for its end, for a limited time, in case the platform does not answer.
 * `isCancelled`: where the scope does not tell it.
 */
export async function letCallEnd<T>(
  { gate }: Pick<LongyanDiskRun, 'gate'>,
  work: () => Promise<T>,
  isCancelled = isCancelledHere(),
): Promise<T> {
  await condition(() => !gate.isPaused || isCancelled());
  if (isCancelled()) throw new CancelledFailure('cancelled before the call');
  let call: CancellationScope | undefined;
  let isOver = false;
  const ended = CancellationScope.nonCancellable(() => {
    call = new CancellationScope();
    return call.run(work);
  }).finally(() => {
    isOver = true;
  });
  void CancellationScope.nonCancellable(async () => {
    await condition(() => isOver || isCancelled());
    if (isOver) return;
    await sleep(CALL_GRACE_MS);
    call?.cancel();
  });
  return ended;
}

function isCancelledHere(): () => boolean {
  const scope = CancellationScope.current();
  return () => scope.consideredCancelled;
}
