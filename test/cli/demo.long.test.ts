import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { runCommand } from '../support/program.ts';
import { makeFolder } from './folder.ts';

test('demo of a model in another folder delivers it and says what is next; --keep keeps its folder, and says where', async () => {
  await using folder = await makeFolder();
  const temporary = join(folder.path, 'tmp');
  await mkdir(temporary);
  const model = await folder.write('anywhere/house.ifc', smallIfc(1));
  // npm tells so what `npx` starts, and the demo then says `npx modelrail`.
  const { npm_command: _npx, ...env } = folder.env;
  const options = { cwd: folder.path, env: { ...env, TMPDIR: temporary } };
  const { code, stderr } = await runCommand(['demo', model, '--keep'], options);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^That was a demo\. Next:\n {2}modelrail dev --simulators .*\n {2}modelrail init /m);
  const [kept = ''] = await readdir(temporary);
  expect(stderr).toContain(join(temporary, kept));
  expect(await readdir(join(temporary, kept))).toEqual(expect.arrayContaining(['.modelrail', 'modelrail.yaml']));
});
