import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROVISION_WORKFLOW } from '../../../contracts/persagy/provision.ts';
import type { TestSystem } from '../../support/system.ts';
import { withTemporalClient } from '../../support/temporal-client.ts';
import { createProvisioning, planOfDocumentation, startProvisioningSystem } from './provisioning.ts';

let system: TestSystem;
let names: string[];

beforeAll(async () => {
  ({ system, names } = await startProvisioningSystem(3));
});
afterAll(() => system?.[Symbol.asyncDispose]());

const take = () => createProvisioning(system, names.pop() ?? expect.fail('there is no platform left'));

describe('provision of a changed plan', () => {
  it('changes the function of the menu that the plan names, and none of that code in another menu', async () => {
    const { run, state } = take();
    const menu = (code: string, name: string) => ({
      menuCode: code,
      menuName: code,
      menuSort: 1,
      menuType: '0',
      functions: [{ funCode: 'F1', funName: name, funUrl: '/f', funSort: 1 }],
    });
    await run({ menus: [menu('M1', 'one'), menu('M2', 'two')] }, '--yes');
    const changed = await run({ menus: [menu('M1', 'one'), menu('M2', 'another')] }, '--yes');
    expect(changed.changes).toMatchObject([{ op: 'update', kind: 'function', key: 'PC/0/M2/F1', state: 'done' }]);
    expect((await state())['functions']?.map(({ funName }) => funName)).toEqual(['one', 'another']);
  });

  it('gives a role a menu with functions, without any, and with them again', async () => {
    const { run, state, writes } = take();
    await run(planOfDocumentation(), '--yes');
    const withMenus = (menus: object[]) => {
      const changed = planOfDocumentation();
      Object.assign(changed.groups[0]?.roles[0] ?? {}, { menus });
      return changed;
    };
    const linked = async () => (await state())['roleMenus']?.map(({ functionId }) => typeof functionId);
    const bare = withMenus([{ menuCode: 'M1', functions: [] }]);
    expect(await run(bare, '--yes')).toMatchObject({ code: 0, status: 'completed' });
    expect(await linked()).toEqual(['undefined']);
    const before = await writes();
    expect(await run(bare, '--yes')).toMatchObject({ code: 0, changes: [] });
    // The call that takes the menu alone would take its functions too, and with one of them the role has it anyhow.
    expect(await run(planOfDocumentation(), '--yes')).toMatchObject({ code: 0, status: 'completed' });
    expect(await linked()).toEqual(['undefined', 'string']);
    expect(await run(planOfDocumentation(), '--yes')).toMatchObject({ code: 0, changes: [] });
    expect(await writes()).toBe(before + 1);
    expect(await run(withMenus([]), '--yes')).toMatchObject({ code: 0, status: 'completed' });
    expect(await linked()).toEqual([]);
  });

  it('takes back a link that a cancelled run has made', async () => {
    const { control, run, state } = take();
    await control.fault({
      match: { endpoint: 'accountRole/createSaasAccountRole' },
      kind: 'delay',
      effect: true,
      delayMs: 30_000,
    });
    const cancelled = run(planOfDocumentation(), '--yes').catch((error: unknown) => error);
    await control.untilFault();
    await withTemporalClient(async ({ workflow }) => {
      const query = `TaskQueue = "${system.taskQueue}" AND WorkflowType = "${PROVISION_WORKFLOW}" AND ExecutionStatus = "Running"`;
      const open = await vi.waitUntil(
        async () => {
          for await (const one of workflow.list({ query })) return one;
          return undefined;
        },
        { timeout: 20_000 },
      );
      await workflow.getHandle(open.workflowId).cancel();
    });
    await cancelled;
    await control.clearFaults();
    expect((await state())['accountRoles']).toHaveLength(1);
    await run(planOfDocumentation(), '--yes');
    const without = planOfDocumentation();
    Object.assign(without.groups[0]?.accounts[0] ?? {}, { roles: [] });
    expect(await run(without, '--yes')).toMatchObject({
      changes: [{ op: 'unlink', kind: 'accountRole', state: 'done' }],
    });
    expect((await state())['accountRoles']).toEqual([]);
  });
});
