import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationCall } from '../../../client/index.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';
import { withTemporalClient } from '../../support/temporal-client.ts';

let system: TestSystem;
let control: PlatformControl;

beforeAll(async () => {
  system = await startSystem({ further: { ops: { kind: 'persagy', simulator: {} } } });
  control = platformControl(system.platformUrlOf('ops'));
  await system.hostedWorker();
});
afterAll(() => system?.[Symbol.asyncDispose]());

const groups = async () =>
  (await control.state<{ groups: { groupCode: string }[] }>()).groups.map(({ groupCode }) => groupCode);
const call = (operation: string, input: object, ...more: string[]) =>
  system.modelrail('call', 'ops', operation, '--input', JSON.stringify(input), ...more);
const group = (groupCode: string) => ({ groupCode, groupName: `集团 ${groupCode}` });

describe('call', () => {
  it('prints what the platform answers, envelope and all, by any name that only one operation has', async () => {
    await call('group/createSaasGroup', group('read'), '--yes');
    for (const name of ['group/querySaasGroupList', 'querySaasGroupList', 'POST querySaasGroupList']) {
      const { code, stdout } = await call(name, { groupCode: 'read' });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        content: [{ groupCode: 'read', groupName: '集团 read' }],
        count: 1,
        respCode: '00000',
        respMsg: 'success',
      });
    }
  });

  it('lists the operations, and the fields of one', async () => {
    const all = await system.modelrail('call', 'ops', '--json');
    expect(JSON.parse(all.stdout)).toHaveLength(69);
    const one = await system.modelrail('call', 'ops', 'resetAccountPwd', '--fields', '--json');
    expect(JSON.parse(one.stdout)).toMatchObject({
      name: 'account/resetAccountPwd',
      effect: 'repeatable',
      fields: expect.arrayContaining([{ name: 'accountId', need: 'required', text: expect.any(String) }]),
    });
  });

  it.each([
    ['an operation that is none', 'ops', 'querySaas', 'there is no operation "querySaas"'],
    ['a misspelt operation', 'ops', 'querySaasRoleLst', 'querySaasRoleList'],
    ['a name that several have', 'ops', 'querySaasAccountList', 'account/querySaasAccountList or product/'],
    ['a name that several have', 'ops', 'querySaasRoleMenuList', 'accountRole/querySaasRoleMenuList or roleMenu/'],
    ['a call without the account that it acts upon', 'ops', 'account/resetAccountPwd', '--input.accountId is missing'],
  ])('refuses %s before anything is started', async (_what, platform, operation, words) => {
    const { code, stderr } = await system.modelrail('call', platform, operation, '--yes');
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('asks before a change: without a terminal --yes is needed', async () => {
    const unasked = await call('createSaasGroup', group('asked'));
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('confirm with --yes')]);
    expect(await groups()).not.toContain('asked');
    expect((await call('createSaasGroup', group('asked'), '--yes')).code).toBe(0);
    expect(await groups()).toContain('asked');
  });

  it('tells a refusal in the platform’s words', async () => {
    await call('createSaasGroup', group('twice'), '--yes');
    const { code, stderr } = await call('createSaasGroup', group('twice'), '--yes');
    expect([code, stderr]).toEqual([1, expect.stringContaining('集团编码已存在')]);
  });

  it('makes a call that changes nothing, or that may be made twice, until it is answered', async () => {
    await call('createSaasGroup', group('changed'), '--yes');
    await control.fault(
      { match: { endpoint: 'group/updateSaasGroup' }, kind: 'cut-after', times: 1 },
      { match: { endpoint: 'group/querySaasGroupList' }, kind: 'status', status: 503, times: 1 },
    );
    expect((await call('updateSaasGroup', { ...group('changed'), deployModel: '1' }, '--yes')).code).toBe(0);
    const { stdout } = await call('querySaasGroupList', { groupCode: 'changed' });
    expect(JSON.parse(stdout)).toMatchObject({ content: [{ deployModel: '1' }] });
    await control.clearFaults();
  });

  it('makes a call that may have an effect of its own once, and says that it may have had it', async () => {
    await control.fault({ match: { endpoint: 'group/createSaasGroup' }, kind: 'cut-after', times: 1 });
    const { code, stderr } = await call('createSaasGroup', group('unclear'), '--yes');
    expect([code, stderr]).toEqual([1, expect.stringContaining('may have had its effect')]);
    expect((await groups()).filter((code) => code === 'unclear')).toHaveLength(1);
    const requests = (await control.log()).filter(({ fault }) => fault === 'cut-after');
    expect(requests.map(({ endpoint }) => endpoint)).toContain('group/createSaasGroup');
  });
});

describe('secrets', () => {
  const account = { username: 'wang', groupCode: 'G', accountType: '2', accountSource: 'persagy' };

  it('are taken by reference only, and never told', async () => {
    const { code, stderr, stdout } = await call('createSaasAccount', { ...account, password: 'in-the-clear' }, '--yes');
    expect([code, stderr]).toEqual([2, expect.stringContaining('is a secret: give a reference')]);
    expect(stderr + stdout).not.toContain('in-the-clear');
    const number = await call('createSaasAccount', { ...account, password: 20_261_129 }, '--yes');
    expect([number.code, number.stderr]).toEqual([2, expect.not.stringContaining('20261129')]);
    const unset = await call('createSaasAccount', { ...account, password: '${NOBODY_HAS_SET_THIS}' }, '--yes');
    expect([unset.code, unset.stderr]).toEqual([2, expect.stringContaining('is not set where the worker runs')]);
  });

  it('are resolved by the worker, and are in no history', async () => {
    await call('createSaasGroup', group('G'), '--yes');
    await writeFile(join(system.folder, 'wang.secret'), 'the-secret-of-wang\n');
    const input = { ...account, password: '${file:wang.secret}' };
    expect((await call('createSaasAccount', input, '--yes')).code).toBe(0);
    const { accounts } = await control.state<{ accounts: { username: string; password: string }[] }>();
    expect(accounts.find(({ username }) => username === 'wang')?.password).toBe('the-secret-of-wang');

    const ids: string[] = [];
    const kept = async (made: OperationCall) => {
      await system.client.call(made, { onStarted: (id) => ids.push(id) });
      return await withTemporalClient(async (client) => {
        const history = historyToJSON(await client.workflow.getHandle(ids.at(-1) ?? '').fetchHistory());
        return history.replace(/"data": ?"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
      });
    };
    const list = await kept({
      platform: 'ops',
      operation: 'account/querySaasAccountList',
      input: { username: 'wang' },
    });
    const login = await kept({
      platform: 'ops',
      operation: 'saas/login',
      input: { username: 'wang', password: '${file:wang.secret}' },
    });
    for (const told of [list, login]) {
      expect(told).toContain('"username":"wang"');
      expect(told).not.toContain('the-secret-of-wang');
      expect(told).not.toMatch(/[0-9a-f]{64}\.[0-9A-F]{32}/);
    }
    expect(list).not.toContain('password');
  });

  it('that the worker does not have end the call', async () => {
    const { code, stderr } = await call('createSaasAccount', { ...account, password: '${NOT_THERE}' }, '--yes');
    expect([code, stderr]).toEqual([2, expect.stringContaining('NOT_THERE')]);
  });
});

it('says that an account that is updated without a password gets 123456', async () => {
  const account = { accountId: 'AC1', username: 'a', accountType: '2', accountSource: 'persagy', valid: '1' };
  const { stderr } = await call('updateSaasAccount', account);
  expect(stderr).toContain('without a password the platform sets it to 123456');
});
