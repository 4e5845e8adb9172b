import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAM } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
const name = `unattended-${Date.now()}`;

beforeAll(async () => {
  system = await startSystem();
  await system.client.syncs.create(name, {
    source: system.models,
    host: 'test-host',
    every: '12h',
    platform: 'cq',
    project: { id: 'given' },
  });
});
afterAll(() => system[Symbol.asyncDispose]());

/** Starts a command whose words are awaited. */
function launch(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args, '--config', system.configPath], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  const closed = once(child, 'close').then(([code]: unknown[]) => ({ code, stderr }));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return {
    closed,
    kill: () => child.kill('SIGKILL'),
    async tells(words: string): Promise<void> {
      while (!stderr.includes(words)) {
        await Promise.race([
          once(child.stderr, 'data'),
          closed.then(() => {
            throw new Error(`it ended: ${stderr}`);
          }),
        ]);
      }
    },
  };
}

const NO_WORKER = 'no worker listens on task queue';

test.each([
  ['plan', []],
  ['export', []],
  ['delete', ['--yes']],
  ['import', ['--yes', 'LINES']],
])(
  'sync %s says that no worker listens, as every command that needs one, with the same exit code',
  async (command, flags) => {
    const lines = join(system.folder, 'lines.jsonl');
    await writeFile(lines, '');
    const given = flags.map((flag) => (flag === 'LINES' ? lines : flag));
    const { code, stderr } = await system.modelrail('sync', command, name, ...given);
    expect(stderr).toContain(NO_WORKER);
    expect(code).toBe(1);
  },
);

test('sync trigger says within five seconds that no worker listens, and goes on waiting', async () => {
  const startedAt = performance.now();
  const child = launch(['sync', 'trigger', name]);
  await child.tells(NO_WORKER);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  await system.worker();
  const { code, stderr } = await child.closed;
  expect(code).toBe(0);
  expect(stderr.match(/no worker/g)).toHaveLength(1);
});

test('sync trigger says that no worker of the host listens that has the folder', async () => {
  const other = `${name}-far`;
  await system.client.syncs.create(other, {
    source: '/models',
    host: 'far-host',
    every: '12h',
    platform: 'cq',
    project: { id: 'given' },
  });
  const child = launch(['sync', 'trigger', other]);
  await child.tells(`"${system.taskQueue}@far-host"`);
  child.kill();
  await child.closed;
});
