import { notifyWorkflowId } from '../contracts/notify.ts';
import { smallIfc } from '../test/support/model-files.ts';
import { startReceiver } from '../test/support/receiver.ts';
import type { TestSystem } from '../test/support/system.ts';

/** Plays a scenario with targets of `notify`: one that takes its messages, and one that refuses them. */
export async function withTargets(
  record: (
    notify: Record<string, Record<string, unknown>>,
    scenario: (system: TestSystem) => Promise<string>,
  ) => Promise<void>,
): Promise<void> {
  await using taken = await startReceiver();
  await using refused = await startReceiver();
  refused.answer(403, 'no');
  const secret = Buffer.alloc(32, 7).toString('base64');
  const target = (origin: string) => ({ url: `${origin}/`, secret, on: ['completed', 'stuck'], stuckAfter: '1s' });
  await record({ taken: target(taken.origin), refused: target(refused.origin) }, async (system) => {
    const source = await system.addModel('1.ifc', smallIfc(1));
    let id = '';
    await system.restartSimulator(async () => {
      id = await system.start(system.request([source]));
      await taken.next(({ body }) => body.includes('"stuck"'));
    });
    await system.finish(id);
    await taken.next(({ body }) => body.includes('"recovered"'));
    await taken.next(({ body }) => body.includes('"completed"'));
    await refused.next(({ body }) => body.includes('"completed"'));
    while (((await system.client.notifications())?.givenUp.length ?? 0) < 3) await new Promise(setImmediate);
    return notifyWorkflowId(system.taskQueue);
  });
}
