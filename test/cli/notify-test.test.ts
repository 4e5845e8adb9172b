import { expect, test } from 'vitest';
import { startReceiver } from '../support/receiver.ts';
import { makeFolder } from './folder.ts';

const SECRET = Buffer.alloc(32, 7).toString('base64');

test('`notify test` sends a message by each target, or by one, and says which did not take it', async () => {
  await using hook = await startReceiver();
  await using robot = await startReceiver();
  robot.answer(200, '{"errcode":310000,"errmsg":"sign not match"}');
  await using folder = await makeFolder(`notify:
  hook: { url: "${hook.origin}/in", secret: "${SECRET}" }
  robot: { url: "${robot.origin}/send?access_token=abcdefgh", form: dingtalk, secret: SECabc }
`);
  const run = (...args: string[]) => folder.modelrail('notify', 'test', ...args);

  const all = await run();
  expect(all.code).toBe(1);
  expect(all.stdout).toMatch(/^hook +standard +taken$/m);
  expect(all.stdout).toMatch(/^robot +dingtalk +not taken$/m);
  expect(all.stdout).toContain('robot: PlatformRefused: ');
  expect(all.stdout).toContain('(310000): sign not match');
  expect(JSON.parse(hook.received[0]?.body ?? '')).toMatchObject({ type: 'test', data: { count: 0 } });
  expect(JSON.parse(robot.received[0]?.body ?? '').markdown.title).toBe('modelrail: this is a test');

  const one = await run('hook', '--json');
  expect([one.code, JSON.parse(one.stdout)]).toEqual([0, { results: [{ name: 'hook', form: 'standard', ok: true }] }]);
  expect([hook.received.length, robot.received.length]).toEqual([2, 1]);
  const unknown = await run('day', '--json');
  expect([unknown.code, JSON.parse(unknown.stdout).error.type]).toEqual([2, 'InvalidRequest']);
});
