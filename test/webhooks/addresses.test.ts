import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Secret } from '../../lib/secret.ts';
import { createWebhookAddresses, keyFrom, readWebhookToken } from '../../lib/webhooks/addresses.ts';
import { readWebhookKeys } from '../../lib/webhooks/keys.ts';

const KEY = keyFrom('a token of the gateway');
const CALL = { workflowId: 'order-4711/files-1-1000', job: 'c12' };
const GOOD_UNTIL_MS = 1_800_000_000_000;

function tokenOf(call = CALL, key = KEY): string {
  const address = createWebhookAddresses('https://rail.example.com', key).addressOf(call, GOOD_UNTIL_MS);
  expect(address).toMatch(/^https:\/\/rail\.example\.com\/v1\/webhooks\/[\w~-]+$/);
  return address.split('/').at(-1) ?? '';
}

test('an address says which job of which run it is for, until its time is over', () => {
  expect(readWebhookToken(tokenOf(), [KEY], GOOD_UNTIL_MS - 1_000)).toEqual(CALL);
  expect(readWebhookToken(tokenOf(), [keyFrom('another'), KEY], 0)).toEqual(CALL);
  expect(readWebhookToken(tokenOf(), [KEY], GOOD_UNTIL_MS)).toBeUndefined();
});

test('nobody without a key can make one', () => {
  const token = tokenOf();
  const other = tokenOf({ ...CALL, job: 'c13' });
  const end = token.lastIndexOf('~');
  const mixed = `${other.slice(0, other.lastIndexOf('~'))}${token.slice(end)}`;
  for (const wrong of [mixed, token.slice(0, end), `${token}0`, '', '~', 'x~y~z~', tokenOf(CALL, keyFrom('b'))]) {
    expect(readWebhookToken(wrong, [KEY], 0)).toBeUndefined();
  }
});

test('an address of the longest id fits into a route', () => {
  expect(tokenOf({ workflowId: `${'x'.repeat(200)}/files-999001-1000000`, job: 't999' }).length).toBeLessThan(500);
});

test('worker and gateway sign by the tokens of the gateway, and by a file of their own where there are none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-webhooks-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keyFile = join(folder, '.modelrail', 'webhooks.key');
  const secrets = [new Secret('one'), new Secret('two')];
  expect(await readWebhookKeys({ keys: secrets, keyFile })).toEqual([keyFrom('one'), keyFrom('two')]);
  const all = await Promise.all([1, 2, 3, 4].map(() => readWebhookKeys({ keys: [], keyFile })));
  expect(all[0]?.[0]).toHaveLength(32);
  expect(all).toEqual(all.map(() => all[0]));
  expect((await readFile(keyFile, 'utf8')).length).toBe(64);
  if (process.platform !== 'win32') expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
});
