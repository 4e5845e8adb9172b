import { mirrorMemoryId, mirrorWorkflowId } from '../contracts/persagy/mirror.ts';
import {
  COMPARE_WORKFLOW,
  type Difference,
  linksWorkflowId,
  PROVISION_WORKFLOW,
  ROLL_BACK_WORKFLOW,
} from '../contracts/persagy/provision.ts';
import { UPGRADE_WORKFLOW } from '../contracts/persagy/upgrade.ts';
import { MIRROR_WORKFLOW } from '../contracts/sync/mirror.ts';
import type { TestSystem } from '../test/support/system.ts';

/** A platform of customers. */
export const DIRECTORY = { further: { ops: { kind: 'persagy', simulator: {} } } } as const;

/** The same, of scenarios that keep more than one history. */
export const PROVISIONED = { ...DIRECTORY, more: ['compared', 'provisioned', 'links'] };
export const MIRRORED = { ...DIRECTORY, more: ['mirrored-new', 'mirror-memory'] };

type Keep = (name: string, id: string) => Promise<void>;

const PLAN = {
  groups: [
    {
      groupCode: 'G1',
      groupName: '一号集团',
      areas: [
        {
          areaCode: 'A1',
          areaName: '西南',
          projects: [1, 2].map((number) => ({
            projectId: `Pj${number}`,
            projectLocalId: `L${number}`,
            projectName: `项目${number}`,
          })),
        },
      ],
      roles: [{ roleCode: 'R1', roleName: '管理员', roleType: '0' }],
      accounts: [{ username: 'zhang', accountType: '2', accountSource: 'persagy', roles: ['R1'], areas: ['A1'] }],
    },
  ],
};

/** Runs a workflow of the platform; answers its id and what it answers. */
async function run(system: TestSystem, workflow: string, input: object): Promise<{ id: string; answer: unknown }> {
  let id = '';
  const answer = await system.client.runOnPlatform(
    { workflow, platform: 'ops', input, summary: workflow, prefix: workflow },
    { onStarted: (started) => (id = started) },
  );
  return { id, answer };
}

/** A plan is compared and made, of which a link is refused; then the run is taken back. Answers the id of that. */
export async function provisionAndRollBack(system: TestSystem, keep: Keep): Promise<string> {
  const compared = await run(system, COMPARE_WORKFLOW, { platform: 'ops', plan: PLAN });
  await keep('compared', compared.id);
  const difference = compared.answer as Difference; // as: what this workflow answers
  const match = { endpoint: 'accountArea/addSaasAccountArea' };
  await system.simulatorOf('ops').fault({ match, kind: 'refusal', message: '不允许' });
  const made = await run(system, PROVISION_WORKFLOW, { platform: 'ops', difference });
  await keep('provisioned', made.id);
  await system.simulatorOf('ops').clearFaults();
  const { id } = await run(system, ROLL_BACK_WORKFLOW, { platform: 'ops', of: made.id });
  await keep('links', linksWorkflowId('ops'));
  return id;
}

/** Both upgrade calls, of which the first is refused at first; answers the id. */
export async function upgrade(system: TestSystem): Promise<string> {
  const match = { endpoint: 'upgrade/updateAccountAreaAuth' };
  await system.simulatorOf('ops').fault({ match, kind: 'refusal', message: '升级中', times: 1 });
  return (await run(system, UPGRADE_WORKFLOW, { platform: 'ops' })).id;
}

/** One call by the name of its operation; answers the id. */
export async function callByName(system: TestSystem): Promise<string> {
  let id = '';
  const call = { platform: 'ops', operation: 'group/querySaasGroupList', input: {} };
  await system.client.call(call, { onStarted: (started) => (id = started) });
  return id;
}

/** Projects are made on the other platform, but for one that the map does not cover; answers the id. */
export async function mirrorProjects(system: TestSystem, keep: Keep): Promise<string> {
  const compared = await run(system, COMPARE_WORKFLOW, { platform: 'ops', plan: PLAN });
  await run(system, PROVISION_WORKFLOW, { platform: 'ops', difference: compared.answer });
  const map = { areas: { A1: { areaCode: '500103', type: 10, stage: 1 } } };
  const declaration = { kind: 'mirror', platform: 'ops', to: 'cq', map };
  const { id } = await run(system, MIRROR_WORKFLOW, { declaration });
  await keep('mirrored-new', mirrorWorkflowId('ops', 'cq'));
  await keep('mirror-memory', mirrorMemoryId('ops', 'cq'));
  return id;
}
