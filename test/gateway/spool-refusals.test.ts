import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { basename, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { bytes, create, lying, MIB, makeSpool, named, patch, problemOf, send, shown, TUS } from './tus-calls.ts';

const BYTES = { 'Content-Type': 'application/offset+octet-stream' };
const post = (endpoint: string, headers: Record<string, string>, body?: Buffer) =>
  fetch(endpoint, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });

describe('a creation that is refused makes nothing', () => {
  test.each([
    ['without the version of the protocol', { ...named('a.ifc'), 'Upload-Length': '5' }, 422, 'Tus-Resumable'],
    [
      'with another version',
      { ...named('a.ifc'), 'Tus-Resumable': '0.2.2', 'Upload-Length': '5' },
      412,
      'Tus-Resumable',
    ],
    ['without a name', { ...TUS, 'Upload-Length': '5' }, 400, 'filename'],
    ['with an empty name', { ...TUS, 'Upload-Metadata': 'filename', 'Upload-Length': '5' }, 400, 'filename'],
    [
      'with a name that is not base64',
      { ...TUS, 'Upload-Metadata': 'filename a.ifc', 'Upload-Length': '5' },
      400,
      'upload-metadata',
    ],
    ['without a length', { ...TUS, ...named('a.ifc') }, 400, 'Upload-Length'],
    [
      'with two lengths',
      { ...TUS, ...named('a.ifc'), 'Upload-Length': '5', 'Upload-Defer-Length': '1' },
      400,
      'Upload-Length',
    ],
    ['with a length that is no number', { ...TUS, ...named('a.ifc'), 'Upload-Length': '5 MB' }, 400, 'upload-length'],
    ['with a negative length', { ...TUS, ...named('a.ifc'), 'Upload-Length': '-5' }, 400, 'upload-length'],
    ['with a length beyond the limit', { ...TUS, ...named('a.ifc'), 'Upload-Length': '1001' }, 413, '1000 bytes'],
    ['of no byte', { ...TUS, ...named('a.ifc'), 'Upload-Length': '0' }, 400, 'without a byte'],
    [
      'as a part of a file',
      { ...TUS, ...named('a.ifc'), 'Upload-Length': '5', 'Upload-Concat': 'partial' },
      400,
      'parts',
    ],
  ])('%s', async (_what, headers, status, detail) => {
    const { endpoint, spool } = await makeSpool({ maxFileBytes: 1000 });
    const answer = await post(endpoint, headers);
    expect(answer.headers.get('tus-resumable')).toBe('1.0.0');
    expect(await problemOf(answer)).toEqual({
      status,
      type: 'InvalidRequest',
      detail: expect.stringContaining(detail),
    });
    expect(await lying(spool.options.folder)).toEqual([]);
    expect(spool.usage()).toEqual({ files: 0, bytes: 0 });
  });

  test('with more bytes than it declares', async () => {
    const { endpoint, spool } = await makeSpool();
    const answer = await post(endpoint, { ...TUS, ...BYTES, ...named('a.ifc'), 'Upload-Length': '5' }, bytes(MIB));
    expect(await problemOf(answer)).toMatchObject({ status: 413, type: 'InvalidRequest' });
    expect(await lying(spool.options.folder)).toEqual([]);
  });

  test('with a body that is cut', async () => {
    const { endpoint, spool } = await makeSpool();
    const headers = {
      ...TUS,
      ...BYTES,
      ...named('a.ifc'),
      'Upload-Length': String(MIB),
      'Content-Length': String(MIB),
    };
    const sending = request(endpoint, { method: 'POST', headers });
    sending.on('error', () => {});
    sending.write(bytes(MIB / 2));
    await expect.poll(() => spool.usage().files, { timeout: 30_000 }).toBe(1);
    sending.destroy();
    await expect.poll(() => lying(spool.options.folder), { timeout: 30_000 }).toEqual([]);
  });
});

describe('bytes that are refused change nothing', () => {
  const offsetOf = async (url: string) => {
    const head = await fetch(url, { method: 'HEAD', headers: TUS });
    return Number(head.headers.get('upload-offset'));
  };

  test.each([
    ['at an offset before the end', 3, {}, 409, 'AlreadyExists', 'HEAD'],
    ['at an offset behind the end', 6, {}, 409, 'AlreadyExists', 'HEAD'],
    ['at an offset that is no number', 5, { 'Upload-Offset': 'five' }, 400, 'InvalidRequest', 'upload-offset'],
    [
      'of another type',
      5,
      { 'Content-Type': 'application/octet-stream' },
      415,
      'InvalidRequest',
      'offset+octet-stream',
    ],
    ['without the version', 5, { 'Tus-Resumable': '' }, 412, 'InvalidRequest', 'Tus-Resumable'],
    ['with a length that is known already', 5, { 'Upload-Length': '10' }, 400, 'InvalidRequest', 'Upload-Length'],
  ])('%s', async (_what, offset, headers, status, type, detail) => {
    const { endpoint } = await makeSpool();
    const url = await create(endpoint, 10);
    await patch(url, 0, 'hello');
    const answer = await patch(url, offset, 'world', headers);
    expect(await problemOf(answer)).toEqual({ status, type, detail: expect.stringContaining(detail) });
    expect(await offsetOf(url)).toBe(5);
    expect((await patch(url, 5, 'world')).headers.get('modelrail-source')).toContain('house.ifc');
  });

  test('without an offset', async () => {
    const { endpoint } = await makeSpool();
    const url = await create(endpoint, 10);
    const answer = await fetch(url, { method: 'PATCH', headers: { ...TUS, ...BYTES }, body: 'hello' });
    expect(await problemOf(answer)).toMatchObject({ status: 400, detail: expect.stringContaining('Upload-Offset') });
  });

  test('beyond the length, declared by Content-Length or not', async () => {
    const { endpoint } = await makeSpool();
    const url = await create(endpoint, 10);
    expect(await problemOf(await patch(url, 0, bytes(11)))).toMatchObject({ status: 413, type: 'InvalidRequest' });
    expect(await offsetOf(url)).toBe(0);
    const stream = Readable.toWeb(Readable.from([bytes(11)])) as ReadableStream;
    expect((await patch(url, 0, stream)).status).toBe(413);
    expect(await offsetOf(url)).toBe(0);
    const source = await send(endpoint, bytes(5));
    const beyond = await patch(`${endpoint}/${source.split('/').at(-2)}`, 5, 'more');
    expect(await problemOf(beyond)).toMatchObject({ status: 413 });
  });

  test('of an upload without a length that become more than a file may have', async () => {
    const { endpoint } = await makeSpool({ maxFileBytes: MIB });
    const url = await create(endpoint, undefined);
    expect((await patch(url, 0, bytes(MIB))).status).toBe(204);
    expect(await problemOf(await patch(url, MIB, 'x'))).toMatchObject({ status: 413 });
    const tooLong = await patch(url, MIB, '', { 'Upload-Length': String(MIB + 1) });
    expect(await problemOf(tooLong)).toMatchObject({ status: 413 });
  });

  test('although their sender has much more to say before it listens', async () => {
    const { endpoint } = await makeSpool();
    const url = await create(endpoint, 32 * MIB);
    expect((await patch(url, 7, bytes(12 * MIB))).status).toBe(409);
    expect(await offsetOf(url)).toBe(0);
  });

  test('with an end of the connection when the sender does not listen at all', async () => {
    const { endpoint } = await makeSpool();
    const url = await create(endpoint, 64 * MIB);
    const endless = new Readable({ read: (size) => void endless.push(Buffer.alloc(size)) });
    const sending = patch(url, 7, Readable.toWeb(endless) as ReadableStream);
    const end = await sending.then(({ status }) => String(status)).catch(() => 'cut');
    expect(['cut', '409']).toContain(end);
    endless.destroy();
  });
});

test.each(['0'.repeat(32), 'no-id', '..%2f..%2fetc', '%00', 'a.json'])('there is no upload %s', async (id) => {
  const { endpoint } = await makeSpool();
  const url = `${endpoint}/${id}`;
  expect((await fetch(url, { method: 'HEAD', headers: TUS })).status).toBe(404);
  expect(await problemOf(await fetch(url))).toMatchObject({ status: 404, type: 'NotFound' });
  expect(await problemOf(await patch(url, 0, 'x'))).toMatchObject({ status: 404, type: 'NotFound' });
  expect(await problemOf(await fetch(url, { method: 'DELETE', headers: TUS }))).toMatchObject({ status: 404 });
});

test('an upload that has expired is gone for all, and its file removed by a sweep', async () => {
  const { endpoint, spool } = await makeSpool({ expiryMs: 300 });
  const url = await create(endpoint, 10);
  await patch(url, 0, 'hello');
  await expect.poll(async () => (await fetch(url, { method: 'HEAD', headers: TUS })).status).toBe(410);
  expect(await problemOf(await patch(url, 5, 'world'))).toMatchObject({ status: 410, type: 'NotFound' });
  expect((await fetch(url)).status).toBe(404);
  expect(await spool.sweep(() => Promise.reject(new Error('nobody is to be asked')))).toEqual({ removed: 1, kept: 0 });
  expect(await lying(spool.options.folder)).toEqual([]);
});

test('bytes that come late put off the end', async () => {
  const { endpoint, spool } = await makeSpool();
  const url = await create(endpoint, 10);
  const expiresAt = async () => Date.parse((await shown(url)).expiresAt);
  const atFirst = await expiresAt();
  await expect.poll(() => Date.now()).toBeGreaterThan(atFirst - spool.options.expiryMs);
  await patch(url, 0, 'hello');
  expect(await expiresAt()).toBeGreaterThan(atFirst);
});

describe('a full spool', () => {
  test('takes no more than its limit, what has yet to come included, until a file goes', async () => {
    const { endpoint, spool } = await makeSpool({ maxBytes: 1000 });
    const first = await create(endpoint, 600);
    const answer = await post(endpoint, { ...TUS, ...named('b.ifc'), 'Upload-Length': '401' });
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await problemOf(answer)).toEqual({
      ...{ status: 429, type: 'RateLimited' },
      detail: expect.stringContaining('full'),
    });
    expect(spool.usage()).toEqual({ files: 1, bytes: 600 });
    await create(endpoint, 400);
    await fetch(first, { method: 'DELETE', headers: TUS });
    await create(endpoint, 600);
  });

  test('lets one of many creations at once in', async () => {
    const { endpoint, spool } = await makeSpool({ maxBytes: 1000 });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post(endpoint, { ...TUS, ...named('a.ifc'), 'Upload-Length': '900' })),
    );
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([201, ...Array.from({ length: 9 }, () => 429)]);
    expect(spool.usage()).toEqual({ files: 1, bytes: 900 });
  });

  test('stops an upload without a length where it is, and lets it go on later', async () => {
    const { endpoint } = await makeSpool({ maxBytes: 34 * MIB });
    const other = await create(endpoint, 18 * MIB);
    const url = await create(endpoint, undefined);
    const content = bytes(17 * MIB);
    expect(await problemOf(await patch(url, 0, content))).toMatchObject({ status: 429, type: 'RateLimited' });
    const head = await fetch(url, { method: 'HEAD', headers: TUS });
    const offset = Number(head.headers.get('upload-offset'));
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThanOrEqual(16 * MIB);
    await fetch(other, { method: 'DELETE', headers: TUS });
    expect((await patch(url, offset, content.subarray(offset))).status).toBe(204);
    expect((await patch(url, content.length, '', { 'Upload-Length': String(content.length) })).status).toBe(204);
  });
});

test('a connection that is silent in the middle of a body ends, and the upload goes on', async () => {
  const { endpoint } = await makeSpool({ stallMs: 200 });
  const url = await create(endpoint, 10);
  const hanging = new PassThrough();
  hanging.write('hello');
  await expect(patch(url, 0, Readable.toWeb(hanging) as ReadableStream)).rejects.toThrow('fetch failed');
  await expect.poll(async () => (await shown(url)).offset).toBe(5);
  expect((await patch(url, 5, 'world')).status).toBe(204);
});

test('a file that somebody removed by hand is gone', async () => {
  const { endpoint, spool } = await makeSpool();
  const url = await create(endpoint, 10);
  await rm(join(spool.options.folder, `${basename(url)}.part`));
  expect((await fetch(url, { method: 'HEAD', headers: TUS })).status).toBe(410);
});
