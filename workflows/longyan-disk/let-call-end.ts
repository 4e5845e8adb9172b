import { CancellationScope, condition, sleep } from '@temporalio/workflow';
import { CALL_GRACE_MS } from '../../contracts/longyan-disk/policies.ts';
import type { LongyanDiskRun } from './longyan-disk-run.ts';

/**
 * A cancellation lets a call that makes something come to its end, since no call tells afterwards what became of it. The wait is
 * limited, in case the platform does not answer.
 */
export async function letCallEnd<T>(
  run: Pick<LongyanDiskRun, 'gate'>,
  isCancelled: () => boolean,
  work: () => Promise<T>,
): Promise<T> {
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
    // A paused run would never come to the end that a cancelled one is to come to.
    run.gate.resume();
    await sleep(CALL_GRACE_MS);
    call?.cancel();
  });
  return ended;
}
