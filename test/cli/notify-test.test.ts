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

test('`notify test` says in Chinese why a target did not take it, without its secrets, and what to look at', async () => {
  await using gone = await startReceiver();
  gone.answer(404, 'Not Found');
  await using folder = await makeFolder(`notify:
  closed: { url: "http://127.0.0.1:1/hidden-path/x", secret: "${SECRET}" }
  gone: { url: "${gone.origin}/hidden-path/x", secret: "${SECRET}" }
`);
  const { code, stdout } = await folder.modelrail('notify', 'test', '--lang', 'zh');
  expect(code).toBe(1);
  expect(stdout).toContain(
    'closed：平台不可用（PlatformUnavailable）：POST /***/x：连不上 http://127.0.0.1:1：连接被拒绝',
  );
  expect(stdout).toContain(`gone：平台拒绝（PlatformRefused）：${gone.origin} 响应 HTTP 404：Not Found`);
  expect(stdout).toMatch(/\n→ 检查 `notify` 里该目标的 `url` 和 `secret`/);
  expect(stdout).not.toContain('hidden-path');
});

test('`notify test` without a target says how one is written', async () => {
  await using folder = await makeFolder('temporal: {}');
  const { code, stderr } = await folder.modelrail('notify', 'test', '--lang', 'zh');
  expect(code).toBe(2);
  expect(stderr).toContain('配置里没有 `notify`；请加上一个目标，例如：');
  expect(stderr).toContain('hook: { url: "https://example.com/hook" }');
});
