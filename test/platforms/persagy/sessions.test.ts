import { describe, expect, test } from 'vitest';
import { persagy } from '../../../platforms/persagy/index.ts';
import { persagySettings } from '../../../platforms/persagy/settings.ts';
import type { PlatformControl } from '../../conformance/platform-control.ts';
import type { SimulatorStats } from '../../support/simulator-control.ts';
import { clientFor, settingsFor, startPlatform, thirdPartyFor } from './support.ts';

const statsOf = (control: PlatformControl) => control.call<SimulatorStats>('GET', 'stats');
const requestsOf = async ({ control }: Awaited<ReturnType<typeof startPlatform>>, name: string) =>
  (await statsOf(control)).endpoints[name]?.requests ?? 0;

describe('the login', () => {
  test('is made once for all calls that need it', async () => {
    const rig = await startPlatform();
    await Promise.all(Array.from({ length: 20 }, () => rig.client.call('group/querySaasGroupList', {})));
    expect(await requestsOf(rig, 'saas/login')).toBe(1);
  });

  test('is renewed once for all calls whose token has ended', async () => {
    const rig = await startPlatform();
    await rig.client.logIn();
    await rig.client.call('upgrade/clearRedisCache', {});
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => rig.client.call('group/querySaasGroupList', {})),
    );
    expect(answers.every(({ count }) => count === 0)).toBe(true);
    expect(await requestsOf(rig, 'saas/login')).toBe(2);
  });

  test('that is refused again after it was renewed is an authentication error', async () => {
    const rig = await startPlatform();
    await rig.control.fault({ match: { endpoint: 'group/querySaasGroupList' }, kind: 'expired-token' });
    await expect(rig.client.call('group/querySaasGroupList', {})).rejects.toMatchObject({
      type: 'Authentication',
      isRetryable: false,
      message: expect.stringContaining('with a new login too'),
    });
    expect(await requestsOf(rig, 'group/querySaasGroupList')).toBe(2);
  });

  test('with a wrong password says who cannot log in, and not the password', async () => {
    const { url } = await startPlatform();
    const client = clientFor(settingsFor(url, { password: 'not-the-password' }));
    const failure = client.call('group/querySaasGroupList', {});
    await expect(failure).rejects.toMatchObject({ type: 'Authentication', refusal: '用户名或密码错误' });
    await expect(failure).rejects.toThrow(/demo-admin cannot log in/);
    await expect(failure).rejects.not.toThrow(/not-the-password/);
  });

  test('that got no answer leaves the call that waits for it unmade', async () => {
    const rig = await startPlatform();
    await rig.control.fault({ match: { endpoint: 'saas/login' }, kind: 'cut-after', times: 1 });
    await expect(rig.client.call('group/createSaasGroup', { groupCode: 'G', groupName: 'g' })).rejects.toMatchObject({
      isRetryable: true,
      outcomeUnknown: false,
    });
    expect((await rig.state())['groups']).toEqual([]);
  });

  test('of a third party is renewed before its minutes have passed', async () => {
    const rig = await startPlatform({ expireMinutes: 10 });
    const { values } = await rig.client.logIn();
    let now = Date.now();
    const client = clientFor(thirdPartyFor(rig.url, values.accountId), () => now);
    await client.call('group/querySaasGroupList', {});
    now += 8 * 60_000;
    await client.call('group/querySaasGroupList', {});
    expect(await requestsOf(rig, 'authCenter/codeToken')).toBe(1);
    now += 60_000;
    await client.call('group/querySaasGroupList', {});
    expect(await requestsOf(rig, 'authCenter/codeToken')).toBe(2);
  });

  test('ends with the client only where that is wanted', async () => {
    const rig = await startPlatform();
    const quiet = clientFor(settingsFor(rig.url));
    await quiet.logIn();
    await quiet.close();
    expect(await requestsOf(rig, 'account/logout')).toBe(0);
    const other = clientFor(settingsFor(rig.url, { logout: true }));
    await other.logIn();
    await other.close();
    expect(await requestsOf(rig, 'account/logout')).toBe(1);
  });
});

describe('what is given and what is added', () => {
  test('the session fills in what is left out, and nothing that was given', async () => {
    const { client } = await startPlatform();
    await client.call('group/createSaasGroup', { groupCode: 'G', groupName: 'g' });
    const name = { groupCode: 'G', username: 'wang', accountType: '2', accountSource: 'persagy' };
    await client.call('account/createSaasAccount', { ...name, accountBelong: '1', appId: 'APP' });
    const { content } = await client.call('account/querySaasAccountList', { username: 'wang' });
    expect(content).toMatchObject([{ accountBelong: '1', appId: 'APP' }]);
  });

  test.each(['account/resetAccountPwd', 'account/deleteSaasAccount', 'accountRole/deleteSaasAccountRole'] as const)(
    '%s is refused without the account that it acts upon',
    async (name) => {
      const rig = await startPlatform();
      await expect(rig.client.send(name, { groupCode: 'G' })).rejects.toMatchObject({
        type: 'InvalidRequest',
        message: expect.stringContaining('accountId'),
      });
      expect(await requestsOf(rig, name)).toBe(0);
    },
  );

  test.each([
    ['an unknown field', { groupCode: 'G', groupName: 'g', colour: 'red' }, 'colour'],
    ['an unknown code', { groupCode: 'G', groupName: 'g', deployModel: '7' }, 'deployModel'],
    ['a value of another type', { groupCode: 7, groupName: 'g' }, 'groupCode'],
    ['an empty text that is required', { groupCode: '', groupName: 'g' }, 'groupCode'],
  ])('%s is refused before any call', async (_what, input, place) => {
    const rig = await startPlatform();
    await expect(rig.client.send('group/createSaasGroup', input)).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: expect.stringContaining(place),
    });
    expect(await requestsOf(rig, 'group/createSaasGroup')).toBe(0);
  });

  test('what another field makes necessary is asked for', async () => {
    const { client } = await startPlatform();
    const menu = { menuCode: 'M', menuName: 'm', menuSort: 1, menuType: '0' };
    await expect(client.send('menu/createSaasMenu', { ...menu, menuUrl: '/m' })).rejects.toThrow(/urlType/);
  });
});

describe('refusals', () => {
  test.each([
    ['A0340', '签名异常', 'PlatformRefused', false],
    ['A0135', 'Method Not Allowed', 'PlatformRefused', false],
    ['B0001', '系统异常', 'PlatformUnavailable', true],
  ] as const)('%s, %s', async (respCode, respMsg, type, isRetryable) => {
    const { client, control } = await startPlatform();
    await client.logIn();
    await control.fault({ kind: 'altered', alter: { set: { respCode, respMsg } } });
    await expect(client.call('group/querySaasGroupList', {})).rejects.toMatchObject({ type, isRetryable });
  });

  test('an answer of a wrong shape names the field', async () => {
    const { client, control } = await startPlatform();
    await client.call('group/createSaasGroup', { groupCode: 'G', groupName: 'g' });
    await control.fault({ kind: 'altered', alter: { drop: ['content.0.groupCode'] } });
    await expect(client.call('group/querySaasGroupList', {})).rejects.toMatchObject({
      type: 'UnexpectedResponse',
      message: expect.stringContaining('0.groupCode'),
    });
  });

  test('a password that a refusal repeats is taken out of it', async () => {
    const { client, control } = await startPlatform();
    await client.logIn();
    await control.fault({ kind: 'altered', alter: { set: { respCode: 'A0001', respMsg: '密码 hush-hush 过于简单' } } });
    const input = { accountId: 'AC1', oldPassword: 'hush', newPassword: 'hush-hush' };
    const failure = client.call('account/updateAccountPwd', input);
    await expect(failure).rejects.toThrow(/过于简单/);
    await expect(failure).rejects.not.toThrow(/hush/);
  });
});

describe('settings', () => {
  const common = { kind: 'persagy', baseUrl: 'http://127.0.0.1:1' };

  test.each([
    ['no way to log in', {}],
    ['a name without a password', { username: 'a' }],
    ['both ways', { username: 'a', password: 'b', clientId: 'c', accountId: 'd', accountBelong: '0' }],
    ['a third party without its account', { clientId: 'c' }],
  ])('%s is refused', (_what, given) => {
    const parsed = persagySettings.safeParse({ ...common, ...given });
    expect(parsed.error?.issues.map(({ message }) => message)).toEqual([
      'give username and password, or clientId, accountId and accountBelong',
    ]);
  });

  test('a probe logs in, reads, and changes nothing', async () => {
    const { url, control } = await startPlatform();
    const report = await persagy.probe(settingsFor(url, { logout: true }), new AbortController().signal);
    expect(report.steps.map(({ step, error }) => [step, error])).toEqual([
      ['login', undefined],
      ['groups', undefined],
    ]);
    expect(Object.keys((await statsOf(control)).endpoints).toSorted()).toEqual([
      'group/querySaasGroupList',
      'saas/login',
    ]);
  });
});
