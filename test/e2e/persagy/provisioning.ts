import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';

/** A system with so many operations platforms, a worker, and the password of the plan's account. */
export async function startProvisioningSystem(count: number): Promise<{ system: TestSystem; names: string[] }> {
  // What is remembered of a platform is found by its name, by the tests of all files.
  const own = randomBytes(4).toString('hex');
  const names = Array.from({ length: count }, (_, number) => `ops-${own}-${number}`);
  const further = Object.fromEntries(names.map((name) => [name, { kind: 'persagy', simulator: {} } as const]));
  const system = await startSystem({ further });
  await writeFile(join(system.folder, 'zhang.secret'), 'the-secret-of-zhang\n');
  await system.hostedWorker();
  return { system, names };
}

/** What `provision --json` prints. */
export interface Shown {
  id?: string;
  status: string;
  unchanged: number;
  changes: { op: string; kind: string; key: string; id?: string; state: string; error?: { type: string } }[];
}

/** A platform of its own for a test, and how it is provisioned. */
export function createProvisioning(system: TestSystem, platform: string) {
  const control: PlatformControl = platformControl(system.platformUrlOf(platform));
  const run = async (plan: object, ...flags: string[]): Promise<Shown & { code: number | null; stderr: string }> => {
    const path = join(system.folder, `${platform}.yaml`);
    await writeFile(path, stringify({ platform, ...plan }));
    const { code, stdout, stderr } = await system.modelrail('provision', path, '--json', ...flags);
    return { code, stderr, ...(JSON.parse(stdout) as Shown) };
  };
  return {
    platform,
    control,
    run,
    state: () => control.state<Record<string, Record<string, unknown>[]>>(),
    rollBack: async (id: string) => {
      const { code, stdout } = await system.modelrail(
        'provision',
        '--platform',
        platform,
        '--rollback',
        '--id',
        id,
        '--yes',
        '--json',
      );
      return { code, ...(JSON.parse(stdout) as Shown) };
    },
    writes: async () =>
      (await control.log()).filter(({ endpoint = '' }) =>
        /\/(create|update|delete|add|reset|enable|batch)/.test(endpoint),
      ).length,
  };
}

const project = (number: number) => ({
  projectId: `Pj${number}`,
  projectLocalId: `L${number}`,
  projectName: `项目${number}`,
});

/** The plan of the documentation. */
export const planOfDocumentation = () => ({
  groups: [
    {
      groupCode: 'G1',
      groupName: '一号集团',
      areas: [
        {
          areaCode: 'A1',
          areaName: '西南',
          areas: [{ areaCode: 'A11', areaName: '重庆', projects: [project(1), project(2)] }],
        },
      ],
      projects: [project(3)],
      roles: [{ roleCode: 'R1', roleName: '管理员', roleType: '0', menus: [{ menuCode: 'M1', functions: ['F1'] }] }],
      accounts: [
        {
          username: 'zhang',
          accountType: '2',
          accountSource: 'persagy',
          password: '${file:zhang.secret}',
          roles: ['R1'],
          areas: ['A11'],
          projects: ['Pj1'],
        },
      ],
    },
  ],
  menus: [
    {
      menuCode: 'M1',
      menuName: '菜单',
      menuSort: 1,
      menuType: '0',
      functions: [{ funCode: 'F1', funName: '查询', funUrl: '/f', funSort: 1 }],
      menus: [{ menuCode: 'M11', menuName: '下级', menuSort: 1, menuType: '0' }],
    },
  ],
});
