import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { PROGRAM } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { PROJECT } from './folder.ts';

let system: TestSystem;
let model: string;

beforeAll(async () => {
  system = await startSystem();
  model = await system.addModel('house.ifc', smallIfc(1));
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

const newId = () => `cli-${randomUUID()}`;

test('ingest says that no worker listens; Ctrl-C stops following only', async () => {
  const id = newId();
  const args = ['ingest', model, '--platform', 'cq', ...PROJECT, '--id', id, '--config', system.configPath];
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let told = '';
  const startedAt = await new Promise<number>((resolve, reject) => {
    let started = 0;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (started === 0 && told.includes(`started ${id}`)) started = performance.now();
      if (told.includes('no worker listens')) resolve(started);
    });
    closed.then(() => reject(new Error(`it ended: ${told}`)), reject);
  });
  expect(performance.now() - startedAt).toBeLessThan(30_000);
  expect(told).toContain('modelrail worker');
  child.kill('SIGINT');
  expect(await closed).toEqual([130, null]);
  expect(told).toContain(`modelrail watch ${id}`);
  expect(told.match(/no worker/g)).toHaveLength(1);
  expect(await system.client.get(id)).toMatchObject({ status: 'running', waiting: { for: 'worker' } });
  await system.client.cancel(id);
});

test('ingest --detach returns at once; the same again attaches; another request under the id is refused', async () => {
  const id = newId();
  const ingest = (...more: string[]) =>
    system.modelrail('ingest', model, '--platform', 'cq', ...PROJECT, '--id', id, '--detach', ...more);
  expect(await ingest()).toMatchObject({ code: 0, stdout: `${id}\n` });
  const again = await ingest();
  expect(again).toMatchObject({ code: 0, stdout: `${id}\n` });
  expect(again.stderr).toContain('is already running');
  const other = await ingest('--tag', 'OTHER', '--json');
  expect(other.code).toBe(2);
  expect(JSON.parse(other.stdout).error.type).toBe('AlreadyExists');
  await system.until(id, ({ waiting }) => waiting?.for === 'worker');
  const shown = await system.modelrail('show', id);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toContain('waiting for the worker');
  const listed = await system.modelrail('list', '--platform', 'cq', '--since', '1h', '--json');
  expect(JSON.parse(listed.stdout).map((one: { id: string }) => one.id)).toContain(id);
  await system.client.cancel(id);
});

test('doctor says that no worker listens, and that all other checks pass', async () => {
  const { code, stdout } = await system.modelrail('doctor', '--json');
  expect(code).toBe(1);
  const { checks } = JSON.parse(stdout);
  const states = Object.fromEntries(checks.map((check: { name: string; state: string }) => [check.name, check.state]));
  expect(states).toEqual({
    versions: 'ok',
    configuration: 'ok',
    Temporal: 'ok',
    'search attributes': 'ok',
    worker: 'failed',
    'files of this host': 'failed',
    'platform cq': 'ok',
  });
});

test('list of a platform that is not configured says which are', async () => {
  const { code, stderr } = await system.modelrail('list', '--platform', 'cqx');
  expect(code).toBe(0);
  expect(stderr).toContain('no ingestions: the configuration has no platform "cqx"; did you mean "cq"?');
});

test('an unknown id is not found', async () => {
  const { code, stdout } = await system.modelrail('show', 'unknown-id', '--json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout).error.type).toBe('NotFound');
});
