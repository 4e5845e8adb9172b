import { expect, onTestFinished, test } from 'vitest';
import type { Notice, NotifyForm } from '../../contracts/notify.ts';
import type { ModelrailError } from '../../lib/errors.ts';
import { sendNotice } from '../../lib/notify/send.ts';
import { Secret } from '../../lib/secret.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

const NOTICE: Notice = {
  id: '4f6c1f0e-0000-4000-8000-000000000001',
  target: 'night',
  type: 'completed',
  timestamp: '2026-11-30T02:51:00.000Z',
  data: { platform: 'cq', count: 1, ids: ['house-1'] },
};
const SECRET = Buffer.alloc(32, 7).toString('base64');

async function receiver(): Promise<Receiver> {
  const started = await startReceiver();
  onTestFinished(() => started[Symbol.asyncDispose]());
  return started;
}

function send(form: NotifyForm, url: string): Promise<void> {
  return sendNotice({ form, url: new Secret(url), secret: new Secret(SECRET) }, NOTICE);
}

test.each(['standard', 'dingtalk', 'wecom', 'feishu'] as const)('a message in the form %s is taken', async (form) => {
  const { origin, received } = await receiver();
  await send(form, `${origin}/robot?key=abc`);
  expect(received).toHaveLength(1);
  expect(received[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(JSON.parse(received[0]?.body ?? '')).toBeTypeOf('object');
});

test.each([
  ['standard', 500, 'down for a while', 'PlatformUnavailable', true],
  ['standard', 429, '', 'RateLimited', true],
  ['standard', 410, '', 'PlatformRefused', false],
  ['standard', 401, '{"message":"bad signature"}', 'PlatformRefused', false],
  ['dingtalk', 200, '{"errcode":310000,"errmsg":"sign not match"}', 'PlatformRefused', false],
  ['dingtalk', 200, '{"errcode":130101,"errmsg":"send too fast"}', 'RateLimited', true],
  ['wecom', 200, '{"errcode":45009,"errmsg":"api freq out of limit"}', 'RateLimited', true],
  ['wecom', 200, '{"errcode":-1,"errmsg":"system busy"}', 'PlatformUnavailable', true],
  ['wecom', 200, '{"errcode":93000,"errmsg":"invalid webhook url"}', 'PlatformRefused', false],
  ['feishu', 200, '{"code":19021,"msg":"sign match fail"}', 'PlatformRefused', false],
  ['feishu', 200, '{"code":11232,"msg":"frequency limited"}', 'RateLimited', true],
  ['feishu', 200, '<html>', 'UnexpectedResponse', true],
] as const)(
  'of a target of form %s that answers %d %s the error is %s',
  async (form, status, body, type, isRetryable) => {
    const to = await receiver();
    to.answer(status, body);
    await expect(send(form, `${to.origin}/robot`)).rejects.toMatchObject({ type, isRetryable });
  },
);

test('no error has a part of the address or the secret, even where the answer repeats them', async () => {
  const to = await receiver();
  to.answer(403, `no such robot /hook/f00dfeedf00d?access_token=abcdef0123 ${SECRET}`);
  const error = await send('standard', `${to.origin}/hook/f00dfeedf00d?access_token=abcdef0123`).catch(
    (thrown: ModelrailError) => thrown,
  );
  expect(String(error)).toContain('no such robot');
  for (const secret of ['f00dfeedf00d', 'abcdef0123', SECRET]) expect(String(error)).not.toContain(secret);
  await to[Symbol.asyncDispose]();
  const refused = await send('standard', `${to.origin}/hook/f00dfeedf00d`).catch((thrown: ModelrailError) => thrown);
  expect(refused).toMatchObject({ type: 'PlatformUnavailable', isRetryable: true });
  expect(String(refused)).not.toContain('f00dfeedf00d');
});
