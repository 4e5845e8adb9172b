import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PROGRAM, runCommand } from '../support/program.ts';
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

test('demo leaves nothing behind when its terminal is closed', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'demo'], {
    cwd: folder.path,
    env: { ...folder.env, TMPDIR: temporary },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  let told = '';
  for await (const text of child.stderr) {
    told += String(text);
    if (told.includes('starting Temporal')) break;
  }
  // Who reads is gone with the terminal.
  child.stderr.destroy();
  child.kill('SIGHUP');
  expect(await ended).toEqual([130, null]);
  expect(await readdir(temporary)).toEqual([]);
});

test('demo of a file that is not there starts nothing', async () => {
  const { code, stderr } = await demo('nowhere.ifc');
  expect(code).toBe(2);
  expect(stderr).toContain('nowhere.ifc does not exist');
  expect(stderr).not.toContain('starting');
  expect(await readdir(temporary)).toEqual([]);
});
