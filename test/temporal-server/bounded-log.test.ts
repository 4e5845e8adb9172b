import { writeSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBoundedLog } from '../../lib/temporal-server/bounded-log.ts';

test('a log that has grown is copied away, and what is printed comes from what was written since', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-log-'));
  const path = join(folder, 'temporal.log');
  await writeFile(path, Buffer.alloc(11 * 1024 ** 2, 'x'));
  const log = openBoundedLog(path);
  writeSync(log.descriptor, 'a line\n');
  expect(log.printed()).toBe('a line');
  expect(await readFile(path, 'utf8')).toBe('a line\n');
  expect((await stat(join(folder, 'temporal.1.log'))).size).toBe(11 * 1024 ** 2);
  log.close();
  log.leave();
  await rm(folder, { recursive: true });
});
