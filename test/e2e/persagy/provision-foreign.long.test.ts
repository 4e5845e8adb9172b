import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Difference, PROVISION_WORKFLOW, type ProvisionResult } from '../../../contracts/persagy/provision.ts';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { clientFor, settingsFor } from '../../platforms/persagy/support.ts';
import type { TestSystem } from '../../support/system.ts';
import { startProvisioningSystem } from './provisioning.ts';

let system: TestSystem;
let names: string[];

beforeAll(async () => {
  ({ system, names } = await startProvisioningSystem(10));
});
afterAll(() => system?.[Symbol.asyncDispose]());

interface Shown {
  id?: string;
  status: string;
  unchanged: number;
  changes: { op: string; kind: string; key: string; state: string; error?: { type: string; message: string } }[];
}

/** A platform of its own for a test, and how it is provisioned. */
function take() {
  const platform = names.pop() ?? expect.fail('there is no platform left');
  const control: PlatformControl = platformControl(system.platformUrlOf(platform));
  const path = join(system.folder, `${platform}.yaml`);
  const command = async (...flags: string[]) => {
    const { code, stdout, stderr } = await system.modelrail('provision', ...flags);
    return { code, stdout, stderr };
  };
  return {
    platform,
    control,
    command,
    client: clientFor(settingsFor(control.url)),
    state: () => control.state<Record<string, Record<string, unknown>[]>>(),
    async write(plan: object) {
      await writeFile(path, stringify({ platform, ...plan }));
      return path;
    },
    async run(plan: object, ...flags: string[]) {
      await writeFile(path, stringify({ platform, ...plan }));
      const { code, stdout, stderr } = await command(path, '--json', ...flags);
      return { code, stderr, ...(JSON.parse(stdout) as Shown) };
    },
    async rollBack(id: string, of = platform) {
      const { code, stdout } = await command('--platform', of, '--rollback', '--id', id, '--yes', '--json');
      return { code, ...(JSON.parse(stdout) as Shown & { error?: { type: string; message: string } }) };
    },
  };
}

const zhang = (more: object = {}) => ({
  username: 'zhang',
  accountType: '2',
  accountSource: 'persagy',
  password: '${file:zhang.secret}',
  ...more,
});
const role = { roleCode: 'R1', roleName: '管理员' };
const group = (groupCode: string, more: object = {}) => ({ groupCode, groupName: `集团 ${groupCode}`, ...more });
const told = ({ changes }: Shown) => changes.map(({ op, kind, key, state }) => `${op} ${kind} ${key} ${state}`);

describe('what is of others', () => {
  it('an ordinary account of another group is refused, before anything is done', async () => {
    const { run, write, command, state } = take();
    await run({ groups: [group('G1', { accounts: [zhang()] })] }, '--yes');
    const { code, stderr } = await command(await write({ groups: [group('G2', { accounts: [zhang()] })] }), '--yes');

    expect([code, stderr]).toEqual([2, expect.stringContaining('account zhang is in group G1')]);
    expect((await state())['groups']).toHaveLength(1);
  });

  it('an administrator of another group is linked to the further one, once', async () => {
    const { run } = take();
    const chief = zhang({ accountType: '1' });
    await run({ groups: [group('G1', { accounts: [chief] })] }, '--yes');
    const both = { groups: [group('G2', { accounts: [chief] }), group('G1', { accounts: [chief] })] };
    const made = await run(both, '--yes');
    const again = await run(both, '--yes');

    expect(told(made)).toEqual(['create group G2 done', 'link accountGroup zhang → G2 done']);
    expect(told(again)).toEqual([]);
  });

  it('a link that another made meanwhile stays when the run is taken back, and when it is taken back twice', async () => {
    const { platform, run, write, command, client, state, rollBack } = take();
    await run({ groups: [group('G1', { accounts: [zhang()], roles: [role] })] }, '--yes');
    const saved = join(system.folder, 'links.json');
    const linked = { groups: [group('G1', { accounts: [zhang({ roles: ['R1'] })], roles: [role] })] };
    await command(await write(linked), '--dry-run', '--output', saved);
    const { changes, ids, unchanged } = JSON.parse(await readFile(saved, 'utf8')) as Difference;
    const there = await state();
    const link = {
      groupCode: 'G1',
      accountId: String(there['accounts']?.[1]?.['id']),
      roleId: String(there['roles']?.[0]?.['id']),
    };
    await client.call('accountRole/createSaasAccountRole', link);
    let id = '';
    const input = { platform, difference: { changes, ids, unchanged } };
    const work = { workflow: PROVISION_WORKFLOW, platform, input, summary: 'a test', prefix: 'provision' };
    const result = (await system.client.runOnPlatform(work, {
      onStarted: (started) => (id = started),
    })) as ProvisionResult; // as: what it answers

    expect(result.status).toBe('completed');
    expect(await rollBack(id)).toMatchObject({ code: 0, changes: [] });
    expect((await state())['accountRoles']).toMatchObject([link]);

    await client.call('accountRole/deleteSaasAccountRole', link);
    const made = await run(linked, '--yes');
    expect(told(await rollBack(made.id ?? ''))).toEqual(['unlink accountRole zhang → G1/R1 undone']);
    await client.call('accountRole/createSaasAccountRole', link);
    expect(await rollBack(made.id ?? '')).toMatchObject({ code: 0, changes: [] });
    expect((await state())['accountRoles']).toMatchObject([link]);
  });

  it('a run of another platform is not taken back on this one', async () => {
    const [one, other] = [take(), take()];
    const made = await one.run({ groups: [group('G1', { roles: [role] })] }, '--yes');
    const back = await one.rollBack(made.id ?? '', other.platform);

    expect(back.error).toMatchObject({ message: expect.stringContaining(`is of ${one.platform}`) });
    expect((await one.state())['roles']).toHaveLength(1);
  });
});

describe('an account', () => {
  it('that is changed and disabled by one plan is both', async () => {
    const { control, run, state } = take();
    await run({ groups: [group('G1', { accounts: [zhang()] })] }, '--yes');
    await control.fault({
      match: { endpoint: 'account/updateSaasAccount' },
      kind: 'delay',
      delayMs: 500,
      effect: false,
    });
    const changed = { groups: [group('G1', { accounts: [zhang({ mail: 'a@example.com', valid: '0' })] })] };
    await run(changed, '--yes');
    const again = await run(changed, '--yes');

    expect(again.changes).toEqual([]);
    expect((await state())['accounts']?.[1]).toMatchObject({ mail: 'a@example.com', valid: 0 });
  });

  it('whose password the platform does not tell keeps that of the plan', async () => {
    const { control, run, state } = take();
    await run({ groups: [group('G1', { accounts: [zhang()] })] }, '--yes');
    await control.fault({
      match: { endpoint: 'account/querySaasAccountList' },
      kind: 'altered',
      alter: { drop: ['content.0.password'] },
    });
    const made = await run({ groups: [group('G1', { accounts: [zhang({ mail: 'a@example.com' })] })] }, '--yes');

    expect(told(made)).toEqual(['update account zhang done']);
    expect((await state())['accounts']?.[1]).toMatchObject({ mail: 'a@example.com', password: 'the-secret-of-zhang' });
  });

  it('whose password the worker cannot resolve ends the run before anything is done', async () => {
    const { command, write, state } = take();
    const secret = zhang({ password: '${NOBODY_HAS_SET_THIS}' });
    const { code, stderr } = await command(await write({ groups: [group('G1', { accounts: [secret] })] }), '--yes');

    expect([code, stderr]).toEqual([2, expect.stringMatching(/password of account zhang.*NOBODY_HAS_SET_THIS/)]);
    expect((await state())['groups']).toEqual([]);
  });
});

it('a person reads what an update would give a record, and how to go on after a failure', async () => {
  const { platform, control, run, write, command } = take();
  await run({ groups: [group('G1', { accounts: [zhang()] })] }, '--yes');
  await control.fault({
    match: { endpoint: 'account/updateSaasAccount' },
    kind: 'refusal',
    message: '邮箱格式错误',
  });
  const path = await write({ groups: [group('G1', { accounts: [zhang({ mail: 'a@example.com' })] }), group('G2')] });
  const { code, stdout, stderr } = await command(path, '--yes');

  expect(code).toBe(3);
  expect(stdout).toContain('mail: a@example.com');
  expect(stdout).not.toContain('zhang.secret');
  expect(stderr).toContain('mend what failed');
  expect(stderr).toMatch(new RegExp(`provision --platform ${platform} --rollback --id provision-`));
});
