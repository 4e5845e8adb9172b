import { once } from 'node:events';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect, onTestFinished, test, vi } from 'vitest';
import { safeFileName } from '../../lib/results/file-names.ts';
import { createResults } from '../../lib/results/results.ts';
import { inChinese } from '../support/in-chinese.ts';

const CONTENT = 'the result, all of it';
const HALF = CONTENT.slice(0, 10);

async function start(answer: (response: ServerResponse) => void = (response) => response.end(CONTENT)) {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-results-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // as: a TCP server
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const root = join(folder, 'results');
  const baseUrl = `http://127.0.0.1:${port}`;
  /** Saves as one worker does: each has a store of its own. */
  function createSave() {
    const results = createResults({ roots: [root], allowHosts: [] });
    onTestFinished(() => results.close());
    return (
      at = join(root, 'a'),
      names = ['pump.step.e3dx', 'pump.step-1.e3dx'],
      url = `${baseUrl}/result?signature=secret`,
    ) =>
      results.save({
        url,
        platform: { baseUrl, proxy: 'none' },
        folder: at,
        names,
        signal: new AbortController().signal,
      });
  }
  return { folder, root, save: createSave(), createSave };
}

test('a result is saved whole, once', async () => {
  const { root, save } = await start();
  const path = join(root, 'a', 'pump.step.e3dx');
  expect(await save()).toBe(path);
  expect(await save()).toBe(path);
  expect(await readFile(path, 'utf8')).toBe(CONTENT);
  expect(await readdir(join(root, 'a'))).toEqual(['pump.step.e3dx']);
});

test('what lies there already is never written over', async () => {
  const { root, save } = await start();
  await mkdir(join(root, 'a'), { recursive: true });
  await writeFile(join(root, 'a', 'pump.step.e3dx'), "another one's");
  expect(await save()).toBe(join(root, 'a', 'pump.step-1.e3dx'));
  await writeFile(join(root, 'a', 'pump.step-1.e3dx'), "another one's too");
  await expect(save()).rejects.toMatchObject({ type: 'AlreadyExists' });
  expect(await readFile(join(root, 'a', 'pump.step.e3dx'), 'utf8')).toBe("another one's");
  expect((await readdir(join(root, 'a'))).toSorted()).toEqual(['pump.step-1.e3dx', 'pump.step.e3dx']);
});

test('half a result leaves nothing behind', async () => {
  const { root, save } = await start((response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(CONTENT, () => response.destroy());
  });
  await expect(save()).rejects.toMatchObject({ isRetryable: true, message: expect.not.stringContaining('secret') });
  expect(await readdir(join(root, 'a'))).toEqual([]);
});

/** A server whose answers are given by the test, piece by piece, in the order of the requests. */
async function startHeld() {
  const answers: ServerResponse[] = [];
  const started = await start((response) => {
    response.writeHead(200, { 'content-length': String(CONTENT.length) });
    response.write(HALF);
    answers.push(response);
  });
  /** Until so many requests are answered by half, which lies on the disk. */
  async function halves(count: number) {
    const at = join(started.root, 'a');
    await vi.waitUntil(
      async () => {
        if (answers.length < count) return false;
        const names = await readdir(at);
        const sizes = await Promise.all(names.map(async (name) => (await stat(join(at, name))).size));
        return sizes.length === count && sizes.every((size) => size === HALF.length);
      },
      { timeout: 30_000 },
    );
    return (await readdir(at)).map((name) => join(at, name));
  }
  return { ...started, halves, end: (which: number) => answers[which]?.end(CONTENT.slice(HALF.length)) };
}

test('two workers that save one result do not give it the half of the other', async () => {
  const { root, createSave, halves, end } = await startHeld();
  const [first, second] = [createSave()(), createSave()()];
  await halves(2);
  end(0);
  const path = join(root, 'a', 'pump.step.e3dx');
  // Either one may have asked first.
  expect(await Promise.race([first, second])).toBe(path);
  expect(await readFile(path, 'utf8')).toBe(CONTENT);
  end(1);
  expect(await Promise.all([first, second])).toEqual([path, path]);
  expect(await readdir(join(root, 'a'))).toEqual(['pump.step.e3dx']);
});

test.each([
  ['is longer than what was written', (part: string) => appendFile(part, CONTENT)],
  [
    'is another file',
    async (part: string) => {
      await writeFile(`${part}-other`, CONTENT);
      await rename(`${part}-other`, part);
    },
  ],
])('what %s gets no name', async (_, change) => {
  const { root, save, halves, end } = await startHeld();
  const saved = save();
  saved.catch(() => undefined);
  for (const part of await halves(1)) await change(part);
  end(0);
  await expect(saved).rejects.toMatchObject({ type: 'Internal', isRetryable: true });
  expect(await readdir(join(root, 'a'))).toEqual([]);
});

test('parts that a worker left when it was killed are taken away, those under way are not', async () => {
  const { root, save } = await start();
  await mkdir(join(root, 'a'), { recursive: true });
  await writeFile(join(root, 'a', '.modelrail-0-old.part'), HALF);
  await writeFile(join(root, 'a', '.modelrail-0-new.part'), HALF);
  const before = new Date(Date.now() - 2 * 3_600_000);
  await utimes(join(root, 'a', '.modelrail-0-old.part'), before, before);
  await save();
  expect((await readdir(join(root, 'a'))).toSorted()).toEqual(['.modelrail-0-new.part', 'pump.step.e3dx']);
});

test('a folder that cannot be is told once and for all', async () => {
  const { root, save } = await start();
  await mkdir(root);
  await writeFile(join(root, 'file'), 'in the way');
  const final = { isRetryable: false };
  const refusal: unknown = await save(join(root, 'file')).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ type: 'AlreadyExists', ...final });
  expect(inChinese(refusal)).toContain(' 不能成为文件夹，路径上已有别的东西：请移走后重试');
  await expect(save(join(root, 'file', 'below'))).rejects.toMatchObject({ type: 'AlreadyExists', ...final });
  await expect(save(join(root, 'x'.repeat(300)))).rejects.toMatchObject({ type: 'InvalidRequest', ...final });
});

test.each(['http://[', 'ftp://127.0.0.1/result', 'http://:0/'])('the address %s is no address', async (url) => {
  const { root, save } = await start();
  await expect(save(join(root, 'a'), ['a.e3dx'], url)).rejects.toMatchObject({
    type: 'UnexpectedResponse',
    isConclusive: true,
  });
});

test('an address without a host is below that of the platform', async () => {
  const { root, save } = await start();
  expect(await save(join(root, 'a'), ['a.e3dx'], '/result')).toBe(join(root, 'a', 'a.e3dx'));
});

test.each([
  [404, 'NotFound', false],
  [403, 'SourceNotAllowed', false],
  [503, 'PlatformUnavailable', true],
])('HTTP %i is %s', async (status, type, isRetryable) => {
  const { save } = await start((response) => response.writeHead(status).end());
  await expect(save()).rejects.toMatchObject({ type, isRetryable });
});

test('nothing is saved outside of the roots, by whatever way', async () => {
  const { folder, root, save } = await start();
  const outside = join(folder, 'outside');
  await mkdir(outside);
  await mkdir(root);
  await symlink(outside, join(root, 'link'));
  for (const at of [outside, join(root, '..', 'outside'), join(root, 'link'), join(root, 'link', 'new'), `${root}-2`]) {
    await expect(save(at)).rejects.toMatchObject({
      type: 'SourceNotAllowed',
      message: expect.stringContaining('results.roots'),
    });
  }
  expect(await readdir(outside)).toEqual([]);
});

property.prop([fc.string({ unit: 'binary', maxLength: 400 })], { numRuns: 300 })(
  'any name becomes one of a single file',
  (base) => {
    const name = safeFileName(base, 'e3dx');
    expect(name).toMatch(/^[^/\\\0]+\.e3dx$/u);
    expect(name.startsWith('.')).toBe(false);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(210);
  },
);

property.prop(
  [fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'binary', minLength: 1, maxLength: 400 })],
  { numRuns: 300 },
)('what stands behind a name to tell it from another is kept, however long both are', (base, id) => {
  const name = safeFileName(base, 'e3dx', `-${id}`);
  expect(name).toMatch(/^[^/\\\0]+\.e3dx$/u);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(210);
  expect(name).not.toBe(safeFileName(base, 'e3dx'));
  expect(name).not.toBe(safeFileName(base, 'e3dx', `-${id}x`));
});

test.each([
  ['../../etc/passwd', '_/'],
  ['..', '_'],
  ['con.step', '_con.step'],
  ['塔楼 A.step', '塔楼 A.step'],
])('%s', (base, beginning) => {
  expect(safeFileName(base, 'e3dx').startsWith(beginning.replace('/', ''))).toBe(true);
});
