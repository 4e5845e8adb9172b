import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ownMark } from '../../gateway/spool/process-life.ts';
import { bytes, CALLER, create, makeSpool, makeSpoolFolder, named, patch, problemOf, send, TUS } from './tus-calls.ts';

const PROCESS = fileURLToPath(new URL('./spool-process.ts', import.meta.url));
const QUICK = { beatMs: 20, staleMs: 400 };

async function start(folder: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = fork(PROCESS, [folder, '0'], { execArgv: ['--import', 'tsx'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  // as: the process sends this message, and no other.
  const [{ endpoint }] = (await once(child, 'message')) as [{ endpoint: string }];
  return { child, endpoint };
}

/** Writes the lock of a folder as another holder left it. */
async function leaveLock(folder: string, holder: object | string, generation = 7): Promise<string> {
  await mkdir(join(folder, 'lock'), { recursive: true });
  const path = join(folder, 'lock', `${generation}.json`);
  await writeFile(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
  return path;
}

async function statusOf(endpoint: string): Promise<number> {
  const headers = { ...TUS, ...named('a.ifc'), 'Upload-Length': '5' };
  return (await fetch(endpoint, { method: 'POST', headers })).status;
}

describe('two gateways on one spool', () => {
  test('the second sweeps nothing that the first has, and takes no files', async () => {
    const first = await makeSpool();
    const source = await send(first.endpoint, bytes(10));
    const { folder } = first.spool.options;
    const second = await makeSpool({ folder, expiryMs: 1 });
    await first.spool.claim(source, 'one', CALLER);
    const sentAt = Date.now();
    await expect.poll(() => Date.now()).toBeGreaterThan(sentAt + second.spool.options.expiryMs);
    expect(await second.spool.sweep(async () => 'unknown')).toEqual({ removed: 0, kept: 0 });
    expect((await readFile(source)).length).toBe(10);

    const refused = await fetch(second.endpoint, {
      method: 'POST',
      headers: { ...TUS, ...named('a.ifc'), 'Upload-Length': '5' },
    });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await problemOf(refused)).toMatchObject({ status: 503, detail: expect.stringContaining(`${process.pid}`) });
    await expect(second.spool.check(source, CALLER)).rejects.toMatchObject({ type: 'AlreadyExists' });
    expect(await second.spool.check('/elsewhere.ifc', CALLER)).toBe(false);
    expect((await fetch(second.endpoint, { method: 'OPTIONS', headers: TUS })).status).toBe(204);
  });

  test('the second goes on when the first was killed, with what it had', async () => {
    const folder = await makeSpoolFolder();
    const { child, endpoint } = await start(folder);
    const url = await create(endpoint, 10);
    await patch(url, 0, 'hello');
    const second = await makeSpool({ folder, lock: QUICK });
    expect(await statusOf(second.endpoint)).toBe(503);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => statusOf(second.endpoint)).toBe(201);
    const answer = await patch(`${second.endpoint}/${basename(url)}`, 5, 'world');
    expect([answer.status, answer.headers.get('modelrail-source')]).toEqual([
      204,
      expect.stringContaining('house.ifc'),
    ]);
  });

  test('the second goes on at once when the first has ended', async () => {
    const first = await makeSpool();
    const second = await makeSpool({ folder: first.spool.options.folder, lock: QUICK });
    await first.close();
    await expect.poll(() => statusOf(second.endpoint)).toBe(201);
  });

  test('of many that start at once one has it', async () => {
    const folder = await makeSpoolFolder();
    await leaveLock(folder, { ...ownMark(), start: '1' });
    const all = await Promise.all(Array.from({ length: 8 }, () => makeSpool({ folder })));
    const statuses = await Promise.all(all.map(({ endpoint }) => statusOf(endpoint)));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([201, ...Array.from({ length: 7 }, () => 503)]);
    expect(await readdir(join(folder, 'lock'))).toEqual(['8.json']);
  });
});

describe('a lock that was left', () => {
  test.runIf(process.platform === 'linux')('by a process whose id another one has by now is free', async () => {
    const folder = await makeSpoolFolder();
    await leaveLock(folder, { ...ownMark(), start: '1' });
    expect(await statusOf((await makeSpool({ folder })).endpoint)).toBe(201);
  });

  test('by a process that lives is not', async () => {
    const folder = await makeSpoolFolder();
    await leaveLock(folder, ownMark());
    expect(await statusOf((await makeSpool({ folder, lock: QUICK })).endpoint)).toBe(503);
  });

  test.each<[string, object | string]>([
    ['by another machine', { ...ownMark(), host: 'other', place: 'other' }],
    ['by a process that was killed while it wrote', '{"pid": 1'],
  ])('%s is free when nothing has moved for a while', async (_what, holder) => {
    const folder = await makeSpoolFolder();
    const path = await leaveLock(folder, holder);
    const { endpoint } = await makeSpool({ folder, lock: QUICK });
    expect(await statusOf(endpoint)).toBe(503);
    await expect.poll(() => statusOf(endpoint)).toBe(201);
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  test('by another machine is not while it moves', async () => {
    const folder = await makeSpoolFolder();
    const path = await leaveLock(folder, { ...ownMark(), host: 'other', place: 'other' });
    const { spool } = await makeSpool({ folder, lock: { beatMs: 60_000, staleMs: 1 } });
    for (let moved = 1; moved <= 5; moved += 1) {
      const at = new Date(Date.now() + moved * 1000);
      await utimes(path, at, at);
      await spool.sweep(async () => 'open');
      expect(() => spool.assertHeld()).toThrow('process');
    }
  });
});

test('who was held up for so long that another one took the spool takes no more files', async () => {
  const { endpoint, spool } = await makeSpool({ lock: QUICK });
  expect(await statusOf(endpoint)).toBe(201);
  await leaveLock(spool.options.folder, ownMark(), 1_000);
  await expect.poll(() => statusOf(endpoint)).toBe(503);
  expect(await spool.sweep(async () => 'unknown')).toEqual({ removed: 0, kept: 0 });
});
