import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inChinese } from '../support/in-chinese.ts';
import { md5, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { NEVER, startHttpRig } from './http-rig.ts';

const MIB = 1024 ** 2;

describe('a file with a strong ETag and ranges', () => {
  test('is held: read by ranges of that version, and kept nowhere', async () => {
    const { server, inspect, readAll, spoolFolder } = await startHttpRig();
    const content = pseudoRandomBytes(MIB + 5, 1);
    const source = server.put('/a/tower.xyz', { content });
    const file = await inspect(source);
    expect(file).toEqual({ source, size: content.length, stamp: '"v1"' });
    expect((await readAll(file, 300_000)).equals(content)).toBe(true);
    expect(server.requests.map(({ range }) => range)).toEqual([
      'bytes=0-511',
      ...[0, 300_000, 600_000, 900_000].map((at) => `bytes=${at}-${Math.min(at + 300_000, content.length) - 1}`),
    ]);
    await expect(readdir(spoolFolder)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that is not what its name promises is worth a warning', async () => {
    const { server, inspect } = await startHttpRig();
    const good = await inspect(server.put('/a.ifc', { content: Buffer.from(smallIfc(1)) }));
    const odd = await inspect(server.put('/b.ifc', { content: Buffer.from('text'), etag: null }));
    expect([good.warning, odd.warning]).toEqual([undefined, expect.stringContaining('not what .ifc promises')]);
  });

  test.each([
    ['a new ETag', { etag: '"v2"' }, 'SourceChanged', 'it has another ETag', 'ETag 不同了'],
    [
      'a new length',
      { content: pseudoRandomBytes(MIB, 3) },
      'SourceChanged',
      'it has 1048576 bytes',
      '现有 1048576 字节',
    ],
    [
      'a length of less than what is asked for',
      { content: Buffer.from('x') },
      'SourceChanged',
      'it became shorter',
      '变短了',
    ],
    [
      'no ranges any more',
      { hasRanges: false },
      'UnexpectedResponse',
      'HTTP 200 in place of a range',
      '不是所请求的范围',
    ],
    [
      'no ranges and a new ETag',
      { hasRanges: false, etag: '"v2"' },
      'SourceChanged',
      'it has another ETag',
      'ETag 不同了',
    ],
    ['no ETag any more', { etag: null }, 'UnexpectedResponse', 'a range came without its ETag', '范围响应没有 ETag'],
    ['a weak ETag', { etag: 'W/"v1"' }, 'UnexpectedResponse', 'a range came without its ETag', '范围响应没有 ETag'],
  ])('that has %s is given up', async (_what, change, type, words, chinese) => {
    const { server, inspect, sources } = await startHttpRig();
    const content = pseudoRandomBytes(2 * MIB, 1);
    const source = server.put('/a.xyz', { content });
    const file = await inspect(source);
    server.put('/a.xyz', { content, ...change });
    const handle = await sources.open(file, NEVER);
    const failure: unknown = await handle.read(Buffer.alloc(MIB), 0, MIB, 512).catch((error: unknown) => error);
    expect(failure).toMatchObject({ type, isRetryable: false, message: expect.stringContaining(words) });
    expect(inChinese(failure)).toContain(chinese);
  });

  test.each([
    ['another beginning', 'bytes 1-1000/2000'],
    ['another end', 'bytes 0-998/2000'],
    ['no Content-Range', undefined],
    ['a Content-Range of another unit', 'lines 0-999/2000'],
  ])('whose range has %s is given up', async (_what, range) => {
    const { server, inspect, sources } = await startHttpRig();
    const content = pseudoRandomBytes(2000, 1);
    const file = await inspect(server.put('/a.xyz', { content }));
    server.answer('/a.xyz', (_request, response) => {
      response.writeHead(206, { etag: '"v1"', ...(range === undefined ? {} : { 'content-range': range }) });
      response.end(content.subarray(0, 1000));
      return true;
    });
    const handle = await sources.open(file, NEVER);
    await expect(handle.read(Buffer.alloc(1000), 0, 1000, 0)).rejects.toMatchObject({ type: 'UnexpectedResponse' });
  });

  test('goes on where a connection was cut, as long as bytes come', async () => {
    const { server, inspect, sources } = await startHttpRig();
    const content = pseudoRandomBytes(2 * MIB, 5);
    const file = await inspect(server.put('/a.xyz', { content }));
    server.cutEvery(2);
    const read = await sources.content(file, NEVER);
    if ('path' in read) throw new Error('it is spooled');
    const pieces: Buffer[] = [];
    for await (const piece of read.readFrom(MIB / 2)) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(content.subarray(MIB / 2))).toBe(true);
    expect(server.requests.length).toBeGreaterThan(2);
  });

  test('is left to another try when no byte comes before the cut', async () => {
    const { server, inspect, readAll } = await startHttpRig();
    const file = await inspect(server.put('/a.xyz', { content: pseudoRandomBytes(MIB, 5) }));
    server.answer('/a.xyz', (_request, response) => {
      response.socket?.destroy();
      return true;
    });
    await expect(readAll(file)).rejects.toMatchObject({
      type: 'SourceNotFound',
      isRetryable: true,
      message: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/a\.xyz: the connection was cut/),
    });
  });

  test('of a long ETag is known by its digest', async () => {
    const { server, inspect, readAll } = await startHttpRig();
    const content = pseudoRandomBytes(1000, 1);
    const file = await inspect(server.put('/a.xyz', { content, etag: `"${'x'.repeat(5_000)}"` }));
    expect(file.stamp).toMatch(/^"sha256-[0-9a-f]{64}"$/);
    expect((await readAll(file)).equals(content)).toBe(true);
  });

  test('has a present stamp, until its server tells none', async () => {
    const { server, inspect, sources } = await startHttpRig();
    const content = pseudoRandomBytes(1000, 1);
    const file = await inspect(server.put('/a.xyz', { content }));
    server.put('/a.xyz', { content, etag: '"v2"' });
    expect(await sources.stamp(file, NEVER)).toEqual({ size: 1000, stamp: '"v2"' });
    server.put('/a.xyz', { content, hasRanges: false });
    await expect(sources.stamp(file, NEVER)).rejects.toMatchObject({ type: 'SourceChanged' });
  });
});

describe('a file whose version cannot be held', () => {
  test.each([
    ['with a weak ETag', { etag: 'W/"v1"' }, 2],
    ['without an ETag', { etag: null }, 2],
    ['with an ETag that is no quoted text', { etag: 'v1' }, 2],
    ['without ranges', { hasRanges: false }, 1],
    ['without ranges, an ETag and a length', { hasRanges: false, etag: null, hasLength: false }, 1],
  ])('%s is fetched once, and read on the disk', async (_what, how, requests) => {
    const { server, inspect, readAll, sources, spoolFolder } = await startHttpRig();
    const content = pseudoRandomBytes(MIB + 5, 1);
    const source = server.put('/a.xyz', { content, ...how });
    const file = await inspect(source);
    expect(file).toEqual({ source, size: content.length, stamp: `md5:${md5(content)}` });
    expect((await readAll(file, 300_000)).equals(content)).toBe(true);
    expect(await sources.content(file, NEVER)).toEqual({ path: join(spoolFolder, md5(content)), isRemote: false });
    expect(await sources.stamp(file, NEVER)).toEqual({ size: file.size, stamp: file.stamp });
    expect(server.requests).toHaveLength(requests);
  });

  test('is fetched again where it is not, and has to be the same', async () => {
    const { server, inspect, readAll, spoolFolder } = await startHttpRig();
    const content = pseudoRandomBytes(MIB, 1);
    const file = await inspect(server.put('/a.xyz', { content, etag: null }));
    await unlink(join(spoolFolder, md5(content)));
    expect((await readAll(file)).equals(content)).toBe(true);
    await unlink(join(spoolFolder, md5(content)));
    server.put('/a.xyz', { content: pseudoRandomBytes(MIB, 7), etag: null });
    await expect(readAll(file)).rejects.toMatchObject({
      type: 'SourceChanged',
      message: expect.stringContaining('it has another content'),
    });
  });

  test.each([
    ['a length', true],
    ['chunks', false],
  ])('that is cut though it has %s leaves nothing', async (_what, hasLength) => {
    const { server, inspect, spoolFolder } = await startHttpRig();
    const source = server.put('/a.xyz', { content: pseudoRandomBytes(MIB, 1), hasRanges: false, hasLength });
    server.cutEvery(1);
    await expect(inspect(source)).rejects.toMatchObject({ type: 'SourceNotFound', isRetryable: true });
    expect(await readdir(spoolFolder)).toEqual([]);
  });

  test('makes room by what was not used for the longest time', async () => {
    const { server, inspect, spoolFolder } = await startHttpRig({ maxSpoolBytes: 2.5 * MIB });
    const contents = [1, 3, 5].map((seed) => pseudoRandomBytes(MIB, seed));
    for (const [position, content] of contents.entries()) {
      await inspect(server.put(`/${position}.xyz`, { content, etag: null }));
      // A file system may count in seconds.
      const { mtimeMs } = await stat(join(spoolFolder, md5(content)));
      await expect.poll(() => Date.now()).toBeGreaterThan(mtimeMs + 10);
    }
    expect((await readdir(spoolFolder)).toSorted()).toEqual(contents.slice(1).map(md5).toSorted());
  });

  test.each([true, false])('that is larger than the spool is refused, its length known (%s)', async (hasLength) => {
    const { server, inspect, spoolFolder } = await startHttpRig({ maxSpoolBytes: MIB });
    const source = server.put('/a.xyz', { content: pseudoRandomBytes(3 * MIB, 1), hasRanges: false, hasLength });
    await expect(inspect(source)).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: expect.stringContaining('is larger than sources.spool.maxSize (1 MiB)'),
    });
    expect(await readdir(spoolFolder)).toEqual([]);
  });
});

describe('a file', () => {
  test.each([
    ['held', {}],
    ['without ranges', { hasRanges: false }],
    ['without length', { hasRanges: false, hasLength: false }],
  ])('that is empty is refused: %s', async (_what, how) => {
    const { server, inspect } = await startHttpRig();
    const source = server.put('/a.xyz', { content: Buffer.alloc(0), ...how });
    await expect(inspect(source)).rejects.toMatchObject({ type: 'InvalidRequest', message: `${source} is empty` });
  });

  test.each([
    [404, 'SourceNotFound', false],
    [410, 'SourceNotFound', false],
    [401, 'SourceNotAllowed', false],
    [403, 'SourceNotAllowed', false],
    [400, 'UnexpectedResponse', false],
    [429, 'RateLimited', true],
    [408, 'SourceNotFound', true],
    [500, 'SourceNotFound', true],
    [503, 'SourceNotFound', true],
  ])(
    'that answers %i is %s (worth another try: %s), in its words, without its query',
    async (status, type, isRetryable) => {
      const { server, inspect } = await startHttpRig();
      const address = server.answer('/a.ifc', (request, response) => {
        response.writeHead(status, { 'retry-after': '7', 'x-request-id': 'r1' });
        response.end(JSON.stringify({ message: `no luck with ${request.url}` }));
        return true;
      });
      await expect(inspect(`${address}?signature=hidden%2Bvalue`)).rejects.toMatchObject({
        type,
        isRetryable,
        retryAfterMs: isRetryable ? 7_000 : undefined,
        message: `${address}: HTTP ${status}: no luck with /a.ifc?*** (request id r1)`,
      });
    },
  );

  test('that comes packed is refused', async () => {
    const { server, inspect } = await startHttpRig();
    const source = server.answer('/a.ifc', (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
      return true;
    });
    await expect(inspect(source)).rejects.toMatchObject({
      type: 'UnexpectedResponse',
      message: `${source}: it comes packed (gzip), which was not asked for`,
    });
  });

  test('is no longer read when the step ends', async () => {
    const { server, inspect, sources } = await startHttpRig();
    const file = await inspect(server.put('/a.xyz', { content: pseudoRandomBytes(MIB, 1) }));
    const stop = new AbortController();
    server.answer('/a.xyz', () => {
      stop.abort(new Error('stopped'));
      return true;
    });
    const handle = await sources.open(file, stop.signal);
    await expect(handle.read(Buffer.alloc(100), 0, 100, 0)).rejects.toThrow('stopped');
  });
});
