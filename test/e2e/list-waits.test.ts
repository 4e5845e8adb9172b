import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
});

afterAll(() => system[Symbol.asyncDispose]());

async function listed(...args: string[]): Promise<Record<string, unknown>[]> {
  const { code, stdout } = await system.modelrail('list', '--json', ...args);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

it('what waits stands in the list while it waits, with the words of the platform, and the project by name', async () => {
  const request = system.request([await system.addModel('house.ifc', smallIfc(1))]);
  let id = '';
  /** Other tests have ingestions on the same server. */
  const own = async (...args: string[]) => (await listed(...args)).find((one) => one['id'] === id);
  await system.restartSimulator(async () => {
    id = await system.start(request);
    const waiting = await vi.waitUntil(() => own('--waiting', '--platform', 'cq'), { timeout: 30_000, interval: 100 });
    expect(waiting).toMatchObject({
      status: 'running',
      projectName: request.project?.name,
      waiting: {
        for: 'platform',
        reason: expect.stringContaining('connection refused'),
        told: [expect.objectContaining({ text: '{call}: cannot reach {origin}: {reason}' })],
        since: expect.any(String),
      },
    });
    const { stdout } = await system.modelrail('list', '--columns', 'id,status,reason', '--limit', '1000');
    const line = stdout.split('\n').find((one) => one.startsWith(id));
    expect(line).toMatch(/running · waits for platform \d+ s .*connection refused/);
    const chinese = await system.modelrail('list', '--columns', 'id,reason', '--limit', '1000', '--lang', 'zh');
    expect(chinese.stdout.split('\n').find((one) => one.startsWith(id))).toMatch(/连不上 .*：连接被拒绝/);
    expect((await system.modelrail('show', id, '--lang', 'zh')).stdout).toMatch(/正在等待平台.*连不上 .*：连接被拒绝/);
    expect(await listed('--limit', '1')).toHaveLength(1);
  });
  await system.client.retry(id);
  expect(await system.finish(id)).toMatchObject({ status: 'completed', projectName: request.project?.name });
  expect(await own('--waiting')).toBeUndefined();
  expect(await own()).not.toHaveProperty('waiting');
});

it.each([
  [['--limit', '0'], /--limit must be a whole number of at least 1/],
  [['--columns', 'id,statu'], /no column "statu".*did you mean.*status/i],
])('%j is refused', async (args, words) => {
  const { code, stderr } = await system.modelrail('list', ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(words);
});
