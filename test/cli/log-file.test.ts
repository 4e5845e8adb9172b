import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLogFile } from '../../cli/log-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-log-'));
});

afterEach(() => rm(folder, { recursive: true }));

const unwritten = (text: string) => expect.unreachable(text);

test('a log is kept in a few files for their owner alone, and the oldest ones go', async () => {
  const path = join(folder, 'logs', 'worker.log');
  const file = await openLogFile(path, unwritten, '1k');
  const filesOf = async () => (await readdir(join(folder, 'logs'))).toSorted();
  for (let line = 0; line < 40; line += 1) {
    file.write(`${String(line).padEnd(399, '.')}\n`);
    // A file is followed by the next one when what was written last has left.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(async () => (await filesOf()).length).toBeLessThanOrEqual(5);
  const files = await filesOf();
  expect(files).not.toContain('worker.1.log');
  const modes = await Promise.all(files.map(async (name) => (await stat(join(folder, 'logs', name))).mode & 0o777));
  expect(new Set(modes)).toEqual(new Set([0o600]));
  const last = files.toSorted((a, b) => Number(a.split('.')[1]) - Number(b.split('.')[1])).at(-1) ?? '';
  const kept = await Promise.all(files.map((name) => readFile(join(folder, 'logs', name), 'utf8')));
  expect(kept.join('')).toContain('39....');
  expect(last).toMatch(/^worker\.\d+\.log$/);
});

test('a log goes on in the file where it ended', async () => {
  const path = join(folder, 'worker.log');
  (await openLogFile(path, unwritten)).write('one\n');
  (await openLogFile(path, unwritten)).write('two\n');
  expect(await readFile(join(folder, 'worker.1.log'), 'utf8')).toBe('one\ntwo\n');
});
