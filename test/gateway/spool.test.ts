import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test } from 'vitest';
import {
  bytes,
  CALLER,
  create,
  cutWay,
  lying,
  MIB,
  makeSpool,
  named,
  patch,
  send,
  shown,
  sourceOf,
  TUS,
  upload,
} from './tus-calls.ts';

const portOf = (endpoint: string) => Number(new URL(endpoint).port);

test('tus-js-client sends a file that is cut three times', async () => {
  const { endpoint, spool } = await makeSpool();
  const way = await cutWay(portOf(endpoint), [3 * MIB, 5 * MIB, 2 * MIB]);
  const content = bytes(24 * MIB);
  const source = await upload(endpoint.replace(/:\d+/, `:${way.port}`), content, '模型 house.ifc');
  expect(way.cuts()).toBe(3);
  expect(basename(source)).toBe('模型 house.ifc');
  expect((await readFile(source)).equals(content)).toBe(true);
  expect(await spool.check(source, CALLER)).toBe(true);
  expect(spool.usage()).toEqual({ files: 1, bytes: content.length });
});

test('creation, bytes, and what is told in between', async () => {
  const { endpoint, spool } = await makeSpool();
  const content = bytes(3 * MIB);
  const url = await create(endpoint, content.length);
  const id = basename(url);
  expect(await shown(url)).toEqual({
    ...{ id, name: 'house.ifc', size: content.length, offset: 0, isComplete: false },
    expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  const first = await patch(url, 0, content.subarray(0, MIB));
  expect([first.status, first.headers.get('upload-offset')]).toEqual([204, String(MIB)]);
  expect(Date.parse(first.headers.get('upload-expires') ?? '')).toBeGreaterThan(Date.now());
  expect(first.headers.get('modelrail-source')).toBeNull();

  const head = await fetch(url, { method: 'HEAD', headers: TUS });
  expect(head.status).toBe(200);
  expect(Object.fromEntries(head.headers)).toMatchObject({
    'tus-resumable': '1.0.0',
    'upload-offset': String(MIB),
    'upload-length': String(content.length),
    'cache-control': 'no-store',
    'upload-metadata': named('house.ifc')['Upload-Metadata'],
  });
  const last = await patch(url, MIB, content.subarray(MIB));
  const source = sourceOf(last);
  expect((await readFile(source)).equals(content)).toBe(true);
  expect(await shown(url)).toMatchObject({ source, isComplete: true, offset: content.length });
  const again = await fetch(url, { method: 'HEAD', headers: TUS });
  expect(sourceOf(again)).toBe(source);
  expect(spool.usage().files).toBe(1);
});

test('bytes may come with the creation, and the length at the end', async () => {
  const { endpoint } = await makeSpool();
  const content = bytes(MIB);
  const type = { 'Content-Type': 'application/offset+octet-stream' };
  const whole = await fetch(endpoint, {
    ...{ method: 'POST', body: content },
    headers: { ...TUS, ...type, ...named('a.rvt'), 'Upload-Length': String(MIB) },
  });
  expect(whole.status).toBe(201);
  expect((await readFile(sourceOf(whole))).equals(content)).toBe(true);

  const url = await create(endpoint, undefined, 'later.ifc');
  const head = await fetch(url, { method: 'HEAD', headers: TUS });
  expect(head.headers.get('upload-defer-length')).toBe('1');
  expect((await patch(url, 0, content.subarray(0, 1000))).status).toBe(204);
  const last = await patch(url, 1000, content.subarray(1000), { 'Upload-Length': String(MIB) });
  expect((await readFile(sourceOf(last))).equals(content)).toBe(true);

  // The length alone, when all bytes are here already.
  const known = await create(endpoint, undefined);
  await patch(known, 0, content);
  expect(basename(sourceOf(await patch(known, MIB, '', { 'Upload-Length': String(MIB) })))).toBe('house.ifc');
});

test('OPTIONS tells what can be done', async () => {
  const { endpoint } = await makeSpool({ maxFileBytes: 5000 });
  const answer = await fetch(endpoint, { method: 'OPTIONS' });
  expect(answer.status).toBe(204);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'tus-version': '1.0.0',
    'tus-extension': 'creation,creation-with-upload,creation-defer-length,termination,expiration',
    'tus-max-size': '5000',
  });
});

test.each([
  ['../../../etc/passwd', 'passwd'],
  ['..', 'model'],
  ['...', 'model'],
  ['/', 'model'],
  [' \t\n', 'model'],
  ['C:\\models\\tower.rvt', 'tower.rvt'],
  ['a\0b\u{202E}c\n.ifc', 'abc.ifc'],
  ['模型 №1 ‒ “дом”.ifc', '模型 №1 ‒ “дом”.ifc'],
  ['100%25 #1?.ifc', '100%25 #1?.ifc'],
  [`${'模'.repeat(200)}.ifc`, `${'模'.repeat(83)}.ifc`],
  [`.${'x'.repeat(300)}`, `.${'x'.repeat(254)}`],
])('a file that is called %j is kept as %j', async (given, kept) => {
  const { endpoint, spool } = await makeSpool();
  const source = await send(endpoint, Buffer.from('ISO-10303-21;'), given);
  expect(basename(source)).toBe(kept);
  expect(source.startsWith(`${spool.options.folder}/`)).toBe(true);
  expect(await readFile(source, 'utf8')).toBe('ISO-10303-21;');
});

test('a name that is not UTF-8 is taken as far as it can be read', async () => {
  const { endpoint } = await makeSpool();
  const name = named(Buffer.from([0x61, 0xff, 0x2e, 0x69, 0x66, 0x63]));
  const type = { 'Content-Type': 'application/offset+octet-stream' };
  const headers = { ...TUS, ...type, ...name, 'Upload-Length': '1' };
  const answer = await fetch(endpoint, { method: 'POST', headers, body: 'x' });
  expect(basename(sourceOf(answer))).toBe('a\u{FFFD}.ifc');
});

test('an upload that is removed is gone, and its bytes with it', async () => {
  const { endpoint, spool } = await makeSpool();
  const url = await create(endpoint, 100);
  await patch(url, 0, 'half');
  const source = await send(endpoint, Buffer.from('whole'));
  const remove = (target: string) => fetch(target, { method: 'DELETE', headers: TUS });
  expect((await remove(url)).status).toBe(204);
  expect((await remove(`${endpoint}/${source.split('/').at(-2)}`)).status).toBe(204);
  expect((await fetch(url, { method: 'HEAD', headers: TUS })).status).toBe(404);
  expect((await remove(url)).status).toBe(404);
  expect(await lying(spool.options.folder)).toEqual([]);
  expect(spool.usage()).toEqual({ files: 0, bytes: 0 });
});

test('who resumes takes the place of a request that hangs', async () => {
  const { endpoint } = await makeSpool();
  const url = await create(endpoint, 2 * MIB);
  const hanging = new PassThrough();
  const first = patch(url, 0, Readable.toWeb(hanging) as ReadableStream);
  hanging.write(bytes(MIB));
  await expect.poll(async () => (await shown(url)).offset, { timeout: 30_000 }).toBe(MIB);
  const head = await fetch(url, { method: 'HEAD', headers: TUS });
  expect(head.headers.get('upload-offset')).toBe(String(MIB));
  // What it had sent is kept, and it is told so.
  const ended = await first;
  expect([ended.status, ended.headers.get('upload-offset')]).toEqual([204, String(MIB)]);
  expect((await patch(url, MIB, bytes(MIB))).headers.get('modelrail-source')).toContain('house.ifc');
});

test('of two requests that write at once one is refused, and the content is that of one', async () => {
  const { endpoint } = await makeSpool();
  const url = await create(endpoint, 4 * MIB);
  const contents = [bytes(4 * MIB), bytes(4 * MIB)];
  const answers = await Promise.all(contents.map((content) => patch(url, 0, content)));
  const statuses = answers.map(({ status }) => status);
  expect(statuses).toContain(204);
  expect([409, 423]).toContain(statuses.find((status) => status !== 204));
  const winner = statuses.indexOf(204);
  const head = await fetch(url, { method: 'HEAD', headers: TUS });
  const offset = Number(head.headers.get('upload-offset'));
  const rest = contents[winner]?.subarray(offset) ?? Buffer.alloc(0);
  const source = sourceOf(await patch(url, offset, rest));
  expect((await readFile(source)).equals(contents[winner] ?? Buffer.alloc(0))).toBe(true);
});

test('the end of the server ends what is being sent, and keeps what has come', async () => {
  const { endpoint, spool, close } = await makeSpool();
  const url = await create(endpoint, 2 * MIB);
  const hanging = new PassThrough();
  const first = patch(url, 0, Readable.toWeb(hanging) as ReadableStream).catch(() => 'cut');
  hanging.write(bytes(MIB));
  await expect.poll(() => spool.find(basename(url), CALLER)?.offset, { timeout: 30_000 }).toBe(MIB);
  await close();
  expect(await first).toBe('cut');
});
