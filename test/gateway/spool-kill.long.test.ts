import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { bytes, MIB, makeSpoolFolder, upload } from './tus-calls.ts';

const PROCESS = fileURLToPath(new URL('./spool-process.ts', import.meta.url));

async function start(folder: string, port = 0): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = fork(PROCESS, [folder, String(port)], { execArgv: ['--import', 'tsx'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  // as: the process sends this message, and no other.
  const [{ endpoint }] = (await once(child, 'message')) as [{ endpoint: string }];
  return { child, endpoint };
}

test('an upload goes on when the server was killed and started again, three times', async () => {
  const folder = await makeSpoolFolder();
  const { endpoint, ...first } = await start(folder);
  let { child } = first;
  const port = Number(new URL(endpoint).port);
  const content = bytes(48 * MIB);
  const kills = [5 * MIB, 20 * MIB, 40 * MIB];
  let restart = Promise.resolve();
  const source = await upload(endpoint, content, 'house.ifc', (sent) => {
    if (kills[0] === undefined || sent < kills[0]) return;
    kills.shift();
    restart = restart.then(async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      ({ child } = await start(folder, port));
    });
  });
  await restart;
  expect(kills).toEqual([]);
  expect((await readFile(source)).equals(content)).toBe(true);
});
