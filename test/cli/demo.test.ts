import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { runCommand } from '../support/program.ts';
import { makeFolder, type TestFolder } from './folder.ts';

let folder: TestFolder;
let temporary: string;

beforeEach(async () => {
  folder = await makeFolder();
  temporary = join(folder.path, 'tmp');
  await mkdir(temporary);
});

afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

function demo(...args: string[]) {
  return runCommand(['demo', ...args], { cwd: folder.path, env: { ...folder.env, TMPDIR: temporary } });
}

test('demo delivers its sample model and leaves nothing behind', async () => {
  const { code, stdout } = await demo('--json');
  expect(code).toBe(0);
  const { status, files } = JSON.parse(stdout);
  expect(status).toBe('completed');
  expect(files).toMatchObject([{ status: 'registered', upload: { chunks: 6, sent: 6, skipped: 0 } }]);
  expect(await readdir(temporary)).toEqual([]);
});

test('demo --keep keeps its folder, and says where', async () => {
  const model = await folder.write('anywhere/house.ifc', smallIfc(1));
  const { code, stderr } = await demo(model, '--keep', '--quiet');
  expect(code).toBe(0);
  const [kept = ''] = await readdir(temporary);
  expect(stderr).toContain(join(temporary, kept));
  expect(await readdir(join(temporary, kept))).toEqual(expect.arrayContaining(['.modelrail', 'modelrail.yaml']));
});

test('demo of a file that is not there starts nothing', async () => {
  const { code, stderr } = await demo('nowhere.ifc');
  expect(code).toBe(2);
  expect(stderr).toContain('nowhere.ifc does not exist');
  expect(stderr).not.toContain('starting');
  expect(await readdir(temporary)).toEqual([]);
});
