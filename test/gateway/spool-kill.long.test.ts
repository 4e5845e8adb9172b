import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { bytes, lying, MIB, makeSpoolFolder, shown, sourceOf, upload } from './tus-calls.ts';

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

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('of a file in one request nothing stays when the server is killed before all is here', async () => {
  const folder = await makeSpoolFolder();
  const { child, endpoint } = await start(folder);
  const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(`POST /v1/files?name=a.ifc HTTP/1.1\r\nhost: x\r\ncontent-length: ${2 * MIB}\r\n\r\n`);
  socket.write(bytes(MIB));
  await expect.poll(() => lying(folder)).toEqual([expect.stringMatching(/\.part$/)]);
  await kill(child);
  await start(folder);
  expect(await lying(folder)).toEqual([]);
});

test('a file in one request that was answered is there after a kill', async () => {
  const folder = await makeSpoolFolder();
  const { child, endpoint } = await start(folder);
  const content = bytes(4 * MIB);
  const answer = await fetch(`${endpoint}?name=a.ifc`, { method: 'POST', body: content });
  await kill(child);
  const source = sourceOf(answer);
  const { endpoint: again } = await start(folder);
  expect(await shown(new URL(answer.headers.get('location') ?? '', again).href)).toMatchObject({ source });
  expect((await readFile(source)).equals(content)).toBe(true);
});
