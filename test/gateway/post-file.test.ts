import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { describe, expect, test } from 'vitest';
import type { SpooledFile } from '../../gateway/spool/spool.ts';
import { bytes, CALLER, create, lying, MIB, makeSpool, problemOf, shown, sourceOf } from './tus-calls.ts';

const OCTETS = { 'Content-Type': 'application/octet-stream' };

/** Sends a body as it is. */
function post(endpoint: string, query: string, body: RequestInit['body'], headers: Record<string, string> = OCTETS) {
  return fetch(`${endpoint}${query}`, { method: 'POST', body: body ?? null, headers, duplex: 'half' });
}

/** Sends a form. */
function postForm(endpoint: string, parts: [field: string, value: string | Blob, name?: string][], query = '') {
  const form = new FormData();
  for (const [field, value, name] of parts) {
    if (typeof value === 'string') form.append(field, value);
    else form.append(field, value, name);
  }
  return fetch(`${endpoint}${query}`, { method: 'POST', body: form });
}

const blobOf = (content: Buffer) => new Blob([new Uint8Array(content)]);

describe('a file in one request', () => {
  test('is answered as one that came by the tus protocol, and is a source', async () => {
    const { endpoint, spool } = await makeSpool();
    const content = bytes(3 * MIB);
    const answer = await post(endpoint, `?name=${encodeURIComponent('模型 house.ifc')}`, content);
    expect(answer.status).toBe(201);
    const file = (await answer.json()) as SpooledFile; // as: what is compared below
    const url = new URL(answer.headers.get('location') ?? '', endpoint).href;
    expect(file).toEqual(await shown(url));
    expect(file).toMatchObject({ name: '模型 house.ifc', size: content.length, isComplete: true });
    expect(sourceOf(answer)).toBe(file.source);
    expect(basename(file.source ?? '')).toBe('模型 house.ifc');
    expect((await readFile(file.source ?? '')).equals(content)).toBe(true);
    expect(await spool.check(file.source ?? '', CALLER)).toBe(true);
    expect(spool.usage()).toEqual({ files: 1, bytes: content.length });
  });

  test('may come without a length, and as any type but a form', async () => {
    const { endpoint } = await makeSpool();
    const content = bytes(2 * MIB);
    const stream = Readable.toWeb(Readable.from([content.subarray(0, MIB), content.subarray(MIB)]));
    for (const answer of [
      await post(endpoint, '?name=a.ifc', stream as ReadableStream),
      await post(endpoint, '?name=a.ifc', content, { 'Content-Type': 'application/x-step' }),
    ]) {
      expect(answer.status).toBe(201);
      expect((await readFile(sourceOf(answer))).equals(content)).toBe(true);
    }
  });

  test('may come in a form, by the name that it has there or by another one', async () => {
    const { endpoint } = await makeSpool();
    const content = bytes(2 * MIB);
    const inForm = await postForm(endpoint, [
      ['comment', 'the new one'],
      ['model', blobOf(content), '模型 house.ifc'],
    ]);
    expect(inForm.status).toBe(201);
    expect(basename(sourceOf(inForm))).toBe('模型 house.ifc');
    expect((await readFile(sourceOf(inForm))).equals(content)).toBe(true);
    const named = await postForm(endpoint, [['file', blobOf(content), 'a.ifc']], '?name=b.ifc');
    expect(basename(sourceOf(named))).toBe('b.ifc');
  });

  test('has its name cleaned as that of an upload is', async () => {
    const { endpoint } = await makeSpool();
    const given = `..\\a/b\u202e${'x'.repeat(300)}.ifc`;
    const answers = [
      await post(endpoint, `?name=${encodeURIComponent(given)}`, 'x'),
      await postForm(endpoint, [['file', blobOf(Buffer.from('x')), given]]),
    ];
    const url = await create(endpoint, 1, given);
    const wanted = (await shown(url)).name;
    for (const answer of answers) expect(((await answer.json()) as SpooledFile).name).toBe(wanted);
  });

  test('belongs to its sender', async () => {
    const { endpoint } = await makeSpool();
    const answer = await post(endpoint, '?name=a.ifc', 'x', { ...OCTETS, 'x-caller': 'another' });
    const url = new URL(answer.headers.get('location') ?? '', endpoint).href;
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(url, { headers: { 'x-caller': 'another' } })).status).toBe(200);
  });
});

describe('a request that is refused leaves nothing', () => {
  const form = (text: string) => ['', text, { 'Content-Type': 'multipart/form-data; boundary=x' }] as const;
  const part = '--x\r\ncontent-disposition: form-data; name="f"; filename="a.ifc"\r\n\r\nabc\r\n';
  test.each<[string, string, string, Record<string, string>, number, string]>([
    ['without a name', '', 'abc', OCTETS, 422, '?name='],
    ['with an empty name', '?name=', 'abc', OCTETS, 422, '?name='],
    ['without a byte', '?name=a.ifc', '', OCTETS, 422, 'without a byte'],
    ['of more than is taken', '?name=a.ifc', 'x'.repeat(1001), OCTETS, 413, 'tus'],
    [
      'as a form of fields',
      '?name=a.ifc',
      'a=b',
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      415,
      'octet-stream',
    ],
    [
      'in a form without a file',
      ...form('--x\r\ncontent-disposition: form-data; name="f"\r\n\r\nabc\r\n--x--\r\n'),
      422,
      'no file',
    ],
    ['in a form with two files', ...form(`${part}${part}--x--\r\n`), 422, 'more than one'],
    ['in a form that does not end', ...form(part), 422, 'cannot be read'],
    ['in a form without a boundary', '', 'abc', { 'Content-Type': 'multipart/form-data' }, 422, 'cannot be read'],
    [
      'in a form with an empty file',
      ...form('--x\r\ncontent-disposition: form-data; name="f"; filename="a.ifc"\r\n\r\n\r\n--x--\r\n'),
      422,
      'without a byte',
    ],
    ['in a form whose file is too large', ...form(part.replace('abc', 'x'.repeat(1001)) + '--x--\r\n'), 413, 'tus'],
  ])('%s', async (_what, query, body, headers, status, detail) => {
    const { endpoint, spool } = await makeSpool({ maxPostBytes: 1000 });
    expect(await problemOf(await post(endpoint, query, body, headers))).toEqual({
      ...{ status, type: 'InvalidRequest' },
      detail: expect.stringContaining(detail),
    });
    expect(await lying(spool.options.folder)).toEqual([]);
    expect(spool.usage()).toEqual({ files: 0, bytes: 0 });
  });

  test('when more comes than is taken, without a length', async () => {
    const { endpoint, spool } = await makeSpool({ maxPostBytes: MIB });
    const stream = Readable.from(Array.from({ length: 8 }, () => bytes(MIB / 4)));
    // The server reads on for a while, and would keep a connection that ends meanwhile.
    const dispatcher = new Agent();
    const answer = await request(`${endpoint}?name=a.ifc`, {
      method: 'POST',
      body: stream,
      headers: OCTETS,
      dispatcher,
    });
    expect([answer.statusCode, await answer.body.json()]).toMatchObject([413, { status: 413 }]);
    await dispatcher.destroy();
    expect(await lying(spool.options.folder)).toEqual([]);
  });

  test('when the spool has no room, and says when to ask again', async () => {
    const { endpoint, spool } = await makeSpool({ maxBytes: 1000 });
    const answer = await post(endpoint, '?name=a.ifc', 'x'.repeat(1001));
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await problemOf(answer)).toMatchObject({ status: 429, type: 'RateLimited' });
    expect(await lying(spool.options.folder)).toEqual([]);
  });

  test('when its connection is cut', async () => {
    const { endpoint, spool } = await makeSpool();
    const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /v1/files?name=a.ifc HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc');
    await expect.poll(() => spool.usage().files).toBe(1);
    socket.destroy();
    await expect.poll(() => spool.usage().files).toBe(0);
    await expect.poll(() => lying(spool.options.folder)).toEqual([]);
  });
});
