import type { Locker, RequestRelease } from '@tus/server';
import { sentenceOf } from '../../contracts/sentences.ts';
import { Refusal } from './refusal.ts';

/**
 * One request for an upload at a time. The second request asks the first to end, since it may be a connection whose
 * other end is long gone, and waits for it. Refusal: 423 when it does not leave within `waitMs`.
 */
export function createLocker(waitMs: number): Locker {
  const holders = new Map<string, { askToLeave: RequestRelease; left: Promise<void>; leave(): void }>();
  return {
    newLock: (id) => ({
      async lock(_signal, askToLeave) {
        const deadline = performance.now() + waitMs;
        for (let holder = holders.get(id); holder !== undefined; holder = holders.get(id)) {
          await holder.askToLeave();
          await within(holder.left, deadline - performance.now());
        }
        const { promise, resolve } = withResolver();
        holders.set(id, { askToLeave, left: promise, leave: resolve });
      },
      unlock() {
        const holder = holders.get(id);
        holders.delete(id);
        holder?.leave();
        return Promise.resolve();
      },
    }),
  };
}

async function within(promise: Promise<void>, ms: number): Promise<void> {
  const late = withResolver();
  const timer = setTimeout(late.resolve, Math.max(0, ms));
  const isLate = await Promise.race([promise.then(() => false), late.promise.then(() => true)]);
  clearTimeout(timer);
  if (isLate)
    throw new Refusal(
      423,
      sentenceOf('another request is writing to this upload: ask for its offset and go on from there'),
    );
}

function withResolver(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
