import { AsyncLocalStorage } from '@temporalio/workflow';

/** One activation of some seconds, nearly all of it within Node's hooks: each store and each promise has some. */
export async function busy(rounds: number): Promise<number> {
  const store = new AsyncLocalStorage<number>();
  let done = 0;
  for (let round = 0; round < rounds; round += 1) {
    await store.run(round, async () => {
      done += 1;
    });
  }
  return done;
}
