import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SpooledFile } from '../../gateway/spool/spool.ts';
import { serveSpool } from './spool-server.ts';
import {
  bytes,
  create,
  lying,
  MIB,
  makeSpool,
  makeSpoolFolder,
  named,
  patch,
  problemOf,
  shown,
  sourceOf,
  TUS,
} from './tus-calls.ts';

const KEY = { 'idempotency-key': 'order-4711' };

const post = (endpoint: string, content: RequestInit['body'], headers: Record<string, string> = KEY, name = 'a.ifc') =>
  fetch(`${endpoint}?name=${name}`, {
    method: 'POST',
    body: content ?? null,
    headers: { 'content-type': 'application/octet-stream', ...headers },
    duplex: 'half',
  });

function postForm(endpoint: string, content: Buffer, name: string, headers: Record<string, string> = KEY) {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(content)]), name);
  return fetch(endpoint, { method: 'POST', body: form, headers });
}

const createWith = (endpoint: string, size: number | undefined, name = 'a.ifc', headers = {}, body?: Buffer) =>
  fetch(endpoint, {
    method: 'POST',
    headers: {
      ...{ ...TUS, ...named(name), ...KEY },
      ...(size === undefined ? { 'Upload-Defer-Length': '1' } : { 'Upload-Length': String(size) }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/offset+octet-stream' }),
      ...headers,
    },
    body: body === undefined ? null : new Uint8Array(body),
  });

describe('a whole file with a key', () => {
  test('is the same source when it is sent again, kept once, also by another gateway that has the folder later', async () => {
    const folder = await makeSpoolFolder();
    const first = await serveSpool({ folder });
    const content = bytes(2 * MIB);
    const told: unknown[] = [];
    const sources = new Set<string>();
    const note = async (answer: Response) => {
      expect(answer.status).toBe(201);
      sources.add(sourceOf(answer));
      const { expiresAt: _, ...file } = (await answer.json()) as SpooledFile; // as: what is compared below
      told.push(file);
    };
    await note(await post(first.endpoint, content));
    await note(await post(first.endpoint, content));
    // Without a length, and in a form, it is still the same file.
    await note(await post(first.endpoint, Readable.toWeb(Readable.from([content])) as ReadableStream));
    await note(await postForm(first.endpoint, content, 'a.ifc'));
    await first.close();
    const second = await serveSpool({ folder });
    onTestFinished(() => second.close());
    await note(await post(second.endpoint, content));
    expect(sources.size).toBe(1);
    for (const other of told) expect(other).toEqual(told[0]);
    expect(second.spool.usage()).toEqual({ files: 1, bytes: content.length });
    expect((await readFile([...sources][0] ?? '')).equals(content)).toBe(true);
  });

  test('is another file for another caller and another key', async () => {
    const { endpoint, spool } = await makeSpool();
    const sources = [
      await post(endpoint, 'x'),
      await post(endpoint, 'x', { ...KEY, 'x-caller': 'another' }),
      await post(endpoint, 'x', { 'idempotency-key': 'order-4712' }),
      await post(endpoint, 'x', {}),
    ].map(sourceOf);
    expect(new Set(sources).size).toBe(4);
    expect(spool.usage().files).toBe(4);
  });

  test.each([
    ['of another content', bytes(1000), 'a.ifc'],
    ['of another length', bytes(1001), 'a.ifc'],
    ['of another name', undefined, 'b.ifc'],
  ])('is refused for another file %s, which leaves the first as it was', async (_what, other, name) => {
    const { endpoint, spool } = await makeSpool();
    const content = bytes(1000);
    const source = sourceOf(await post(endpoint, content));
    for (const answer of [
      await post(endpoint, other ?? content, KEY, name),
      await post(endpoint, Readable.toWeb(Readable.from([other ?? content])) as ReadableStream, KEY, name),
      await postForm(endpoint, other ?? content, name),
    ]) {
      expect(await problemOf(answer)).toMatchObject({ status: 409, type: 'AlreadyExists' });
    }
    expect((await readFile(source)).equals(content)).toBe(true);
    expect(spool.usage()).toEqual({ files: 1, bytes: 1000 });
  });

  test('has the same source when it is sent again after it was removed, whatever else is under way', async () => {
    const { endpoint, spool } = await makeSpool();
    const first = await post(endpoint, 'abc');
    const url = new URL(first.headers.get('location') ?? '', endpoint).href;
    const removal = fetch(url, { method: 'DELETE', headers: TUS });
    await expect.poll(() => spool.usage().files).toBe(0);
    const second = await post(endpoint, 'another');
    expect((await removal).status).toBe(204);
    expect(sourceOf(second)).toBe(sourceOf(first));
    expect(await readFile(sourceOf(second), 'utf8')).toBe('another');
  });

  test('is told to ask again while another request has its key, and taken when that was cut', async () => {
    const { endpoint, spool } = await makeSpool();
    const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
    await once(socket, 'connect');
    const head =
      'POST /v1/files?name=a.ifc HTTP/1.1\r\nhost: x\r\nidempotency-key: order-4711\r\ncontent-length: 100\r\n';
    socket.write(`${head}\r\nabc`);
    await expect.poll(() => spool.usage().files).toBe(1);
    const refused = await post(endpoint, 'abc');
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await problemOf(refused)).toMatchObject({ status: 423, type: 'AlreadyExists' });
    socket.destroy();
    await expect.poll(async () => (await post(endpoint, 'abc')).status).toBe(201);
    expect((await lying(spool.options.folder)).length).toBe(2);
  });

  test.each(['', 'two words', '键', 'x'.repeat(256)])('is refused with the key "%s"', async (key) => {
    const { endpoint, spool } = await makeSpool();
    const answer = await post(endpoint, 'abc', { 'idempotency-key': Buffer.from(key).toString('latin1') });
    expect(await problemOf(answer)).toMatchObject({ status: 422, type: 'InvalidRequest' });
    expect(spool.usage().files).toBe(0);
  });
});

describe('an upload with a key', () => {
  test('is begun once, tells where it is when it is created again, and goes on from there', async () => {
    const { endpoint, spool } = await makeSpool();
    const content = bytes(1000);
    const first = await createWith(endpoint, 1000);
    const location = first.headers.get('location') ?? '';
    const url = new URL(location, endpoint).href;
    expect(await first.json()).toEqual(await shown(url));
    expect((await patch(url, 0, content.subarray(0, 400))).status).toBe(204);
    const again = await createWith(endpoint, 1000, 'a.ifc', {}, content.subarray(0, 400));
    expect([again.status, again.headers.get('location'), again.headers.get('upload-offset')]).toEqual([
      ...[201, location, '400'],
    ]);
    const source = sourceOf(await patch(url, 400, content.subarray(400)));
    const whole = await createWith(endpoint, 1000);
    expect([whole.headers.get('upload-offset'), sourceOf(whole)]).toEqual(['1000', source]);
    expect((await readFile(source)).equals(content)).toBe(true);
    expect(spool.usage().files).toBe(1);
    // The same file in one request is the same, too.
    expect(sourceOf(await post(endpoint, content))).toBe(source);
  });

  test('is refused for another file, and a whole one while it has not ended', async () => {
    const { endpoint } = await makeSpool();
    expect((await createWith(endpoint, undefined)).status).toBe(201);
    expect((await createWith(endpoint, undefined)).status).toBe(201);
    for (const answer of [
      await createWith(endpoint, 5),
      await createWith(endpoint, undefined, 'b.ifc'),
      await post(endpoint, 'abcde'),
    ]) {
      expect(await problemOf(answer)).toMatchObject({ status: 409, type: 'AlreadyExists' });
    }
  });

  test('that was refused leaves its key free', async () => {
    const { endpoint, spool } = await makeSpool({ maxBytes: 1000 });
    expect((await createWith(endpoint, 1001)).status).toBe(429);
    expect((await createWith(endpoint, 1000)).status).toBe(201);
    expect(spool.usage().files).toBe(1);
    expect(await create(endpoint, 0).catch(({ message }: Error) => message)).toContain('400');
  });
});
