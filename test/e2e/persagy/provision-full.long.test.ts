import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { type PlatformControl, platformControl } from '../../conformance/platform-control.ts';
import type { SimulatorStats } from '../../support/simulator-control.ts';
import { startSystem, type TestSystem } from '../../support/system.ts';
import { withTemporalClient } from '../../support/temporal-client.ts';
import { linesFrom, linesOf, planOf, SECRET_FILE } from './full-plan.ts';

const SECRET = 'the-secret-of-all-accounts';
/** Calls that change something, after which the worker is killed: among areas, projects, accounts, and twice among links. */
const KILLED_AT = [20, 150, 500, 1_100, 1_900];

let system: TestSystem;

beforeAll(async () => {
  const ops = { kind: 'persagy', simulator: {} } as const;
  system = await startSystem({ further: { whole: ops, failing: ops } });
  await writeFile(join(system.folder, SECRET_FILE), `${SECRET}\n`);
  await system.startWorker();
});
afterAll(() => system?.[Symbol.asyncDispose]());

interface Shown {
  id?: string;
  status: string;
  unchanged: number;
  changes: { op: string; kind: string; key: string; state: string; error?: { type: string } }[];
}

async function provision(platform: string, plan: object): Promise<Shown & { code: number | null }> {
  const path = join(system.folder, `${platform}.yaml`);
  await writeFile(path, stringify({ platform, ...plan }, { aliasDuplicateObjects: false }));
  const { code, stdout } = await system.modelrail('provision', path, '--json', '--yes');
  return { code, ...(JSON.parse(stdout) as Shown) };
}

async function writes(control: PlatformControl): Promise<number> {
  const { endpoints } = await control.call<SimulatorStats>('GET', 'stats');
  const isWrite = ([name]: [string, unknown]) => /\/(create|update|delete|add|reset|enable|batch)/.test(name);
  return Object.entries(endpoints)
    .filter(isWrite)
    .reduce((sum, [, { requests }]) => sum + requests, 0);
}

const linesAt = async (control: PlatformControl) => linesFrom(await control.state<Record<string, never>>());
const byState = (changes: Shown['changes'], state: string) => changes.filter((one) => one.state === state);

it('a whole customer is provisioned once, however often the worker dies and answers are lost', async () => {
  const control = platformControl(system.platformUrlOf('whole'));
  await control.fault({ every: 10, kind: 'cut-after' });
  const plan = planOf(1);
  const running = provision('whole', plan);
  for (const count of KILLED_AT) {
    await vi.waitUntil(async () => (await writes(control)) >= count, { timeout: 120_000, interval: 50 });
    for (const worker of system.workers) await worker.kill();
    await system.startWorker();
  }
  const made = await running;
  expect(made).toMatchObject({ code: 0, status: 'completed', unchanged: 0 });
  expect([made.changes.length, byState(made.changes, 'done').length]).toEqual([2_361, 2_361]);
  expect(await linesAt(control)).toEqual(linesOf(1));
  const dead = await Promise.all(system.workers.slice(0, -1).map((worker) => worker.closed));
  expect(dead.map(({ signal }) => signal)).toEqual(KILLED_AT.map(() => 'SIGKILL'));
  await control.clearFaults();

  const before = await writes(control);
  expect(await provision('whole', plan)).toMatchObject({ code: 0, changes: [], unchanged: 2_361 });
  expect(await writes(control)).toBe(before);

  const [group] = plan.groups;
  Object.assign(group?.areas[1] ?? {}, { areaName: '西南区' });
  Object.assign(group?.accounts[77] ?? {}, { mail: 'user@example.com' });
  group?.accounts[78]?.projects.pop();
  const changed = await provision('whole', plan);
  expect(changed.changes.map(({ op, kind, key, state }) => `${op} ${kind} ${key} ${state}`)).toEqual([
    'update area G1/A1 done',
    'update account user-77 done',
    'unlink accountProject user-78 → Pj78 done',
  ]);
  expect(await writes(control)).toBe(before + 3);
  const { accounts = [] } = await control.state<Record<string, { password?: string }[]>>();
  // An update without a password would have set another one.
  expect(new Set(accounts.slice(1).map(({ password }) => password))).toEqual(new Set([SECRET]));
});

it('a run that fails is taken back as far as there are calls for it, and what stays is listed', async () => {
  const control = platformControl(system.platformUrlOf('failing'));
  await control.fault(
    {
      match: { endpoint: 'accountProject/createSaasAccountProject' },
      after: 300,
      kind: 'refusal',
      status: 200,
      message: '关联数量已达上限',
    },
    { every: 10, kind: 'cut-after' },
  );
  const made = await provision('failing', planOf(1));
  expect([made.code, made.status]).toEqual([3, 'partial']);
  expect(byState(made.changes, 'failed').length).toBeGreaterThan(600);
  expect(new Set(byState(made.changes, 'failed').map(({ error }) => error?.type))).toEqual(
    new Set(['PlatformRefused']),
  );

  const rollback = ['provision', '--platform', 'failing', '--rollback', '--id', made.id ?? '', '--yes', '--json'];
  const { code, stdout } = await system.modelrail(...rollback);
  const { changes } = JSON.parse(stdout) as Shown;
  expect(code).toBe(3);
  const stays = byState(changes, 'stays').map(({ kind }) => kind);
  const count = (kind: string) => stays.filter((one) => one === kind).length;
  // Accounts are disabled; of the areas the one is gone that has no project.
  expect(['group', 'area', 'project', 'account'].map(count)).toEqual([1, 39, 200, 500]);
  expect([stays.length, stays.length + byState(changes, 'undone').length]).toEqual([740, changes.length]);
  expect(changes).toHaveLength(byState(made.changes, 'done').length);

  const left = await control.state<Record<string, { valid?: number }[]>>();
  expect((await linesAt(control)).filter((line) => !/^(group|area|project|account) /.test(line))).toEqual([]);
  expect(left['areas']).toHaveLength(39);
  expect(left['accounts']?.map(({ valid }) => valid)).toEqual([1, ...Array.from({ length: 500 }, () => 0)]);
});

it('no secret is in any history of all that', async () => {
  const kept = await withTemporalClient(async ({ workflow }) => {
    const texts: string[] = [];
    for await (const { workflowId, runId } of workflow.list({ query: `TaskQueue = "${system.taskQueue}"` })) {
      texts.push(historyToJSON(await workflow.getHandle(workflowId, runId).fetchHistory()));
    }
    return texts.map((text) =>
      text.replace(/"data": ?"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString()),
    );
  });
  // What reads nothing finds nothing.
  expect(kept.filter((text) => text.includes('user-499')).length).toBeGreaterThanOrEqual(6);
  expect(kept.filter((text) => text.includes(SECRET) || text.includes('demo-password'))).toEqual([]);
});
