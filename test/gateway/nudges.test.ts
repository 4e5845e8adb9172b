import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Modelrail, PlatformCall } from '../../client/index.ts';
import { createNudges } from '../../gateway/webhooks/nudges.ts';
import { createWebhookAddresses, keyFrom } from '../../lib/webhooks/addresses.ts';

const KEY = keyFrom('token');
const addresses = createWebhookAddresses('http://gateway', KEY);

function tokenFor(job: string, workflowId = 'one', expiresAtMs = Date.now() + 60_000): string {
  return addresses.addressOf({ workflowId, job }, expiresAtMs).split('/').at(-1) ?? '';
}

/** Nudges, and what they passed on; Temporal fails so many times first. */
function start(failures = 0) {
  const passed: PlatformCall[] = [];
  let left = failures;
  const client = {
    async callBack(call: PlatformCall) {
      left -= 1;
      if (left >= 0) throw new Error('Temporal is away');
      passed.push(call);
    },
  } as Modelrail; // as: nothing else of it is used
  const nudges = createNudges({
    link: { client: async () => client },
    keys: [KEY],
    logger: pino({ level: 'silent' }),
  });
  onTestFinished(() => nudges.close());
  /** What a call of an address does. */
  function take(token: string): void {
    const call = nudges.read(token);
    if (call !== undefined) nudges.take(call);
  }
  return { nudges, take, passed };
}

test('calls that come together are one message to their run', async () => {
  const { take, passed } = start();
  for (let job = 0; job < 250; job += 1) take(tokenFor(`c${job}`));
  take(tokenFor('c1', 'two'));
  await vi.waitUntil(() => passed.length === 3, { timeout: 30_000 });
  const sizes = passed.map(({ workflowId, jobs }) => `${workflowId}: ${jobs.length}`);
  expect(sizes.toSorted()).toEqual(['one: 200', 'one: 50', 'two: 1']);
});

test('an address that is called on and on is passed on three times', async () => {
  const { take, passed } = start();
  const token = tokenFor('c1');
  for (let call = 1; call <= 5; call += 1) {
    take(token);
    take(tokenFor(`d${call}`));
    await vi.waitUntil(() => passed.length === call, { timeout: 30_000 });
  }
  expect(passed.flatMap(({ jobs }) => jobs).filter((job) => job === 'c1')).toHaveLength(3);
});

test('what is signed by another key, and what is too old, is unknown', async () => {
  const { nudges, take, passed } = start();
  const unknown = ['', 'guessed', `${tokenFor('c1')}x`, tokenFor('c1', 'one', Date.now() - 2_000)];
  for (const token of unknown) {
    expect(nudges.read(token)).toBeUndefined();
  }
  expect(nudges.read(tokenFor('c1'))).toMatchObject({ workflowId: 'one', job: 'c1' });
  take(tokenFor('known'));
  await vi.waitUntil(() => passed.length === 1, { timeout: 30_000 });
  expect(passed).toEqual([{ workflowId: 'one', jobs: ['known'] }]);
});

test('a call survives an outage of Temporal', async () => {
  const { take, passed } = start(2);
  take(tokenFor('c1'));
  await vi.waitUntil(() => passed.length === 1, { timeout: 10_000 });
});
