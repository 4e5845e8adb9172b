import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { chunkForm, makeModel, startPlatform, temporaryFolder } from './platform.ts';

const index = fileURLToPath(new URL('../../platforms/chongqing-bim/simulator/index.ts', import.meta.url));

/** Starts the simulator as a process of its own; gives its address. */
async function spawnSimulator(dataDir: string): Promise<{ process: ChildProcess; url: string }> {
  const program = `import { startChongqingBimSimulator } from ${JSON.stringify(index)};
    console.log((await startChongqingBimSimulator({ dataDir: ${JSON.stringify(dataDir)} })).url);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line]: unknown[] = await once(child.stdout, 'data');
  return { process: child, url: String(line).trim() };
}

test('what was answered is there after the death of the process', async () => {
  const dataDir = await temporaryFolder();
  const model = makeModel(40_000, 1_000);
  const simulator = await spawnSimulator(dataDir);
  const login = new URLSearchParams({ username: 'demo', password: 'demo-password' });
  const answer = await fetch(`${simulator.url}/token`, { method: 'POST', body: login });
  const token = z.object({ access_token: z.string() }).parse(await answer.json());
  const headers = { authorization: `Bearer ${token.access_token}` };
  for (let number = 1; number <= 25; number += 1) {
    const body = chunkForm(model, number);
    await (await fetch(`${simulator.url}/api/v1/FlowJs/Upload`, { method: 'POST', body, headers })).text();
  }
  simulator.process.kill('SIGKILL');
  await once(simulator.process, 'exit');

  const platform = await startPlatform({ dataDir });
  const missing = Array.from({ length: 15 }, (_, position) => 26 + position);
  expect(await platform.status(model.hash)).toMatchObject({ status: 1, unUploadChunks: missing });
  // The token of the dead process is still good, as one that is checked by its signature would be.
  const status = `/api/v1/FlowJs/UploadFileStatus?hash=${model.hash}&totalChunks=-1`;
  expect((await platform.call(status, { headers })).status).toBe(200);
  for (const number of [...missing, -1]) await platform.upload(chunkForm(model, number));
  expect(await platform.status(model.hash)).toMatchObject({ status: 2 });
});
