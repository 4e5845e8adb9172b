import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { IngestRequest } from '../../client/index.ts';
import { startFileServer } from '../support/file-server.ts';
import { md5, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';

const MIB = 1024 ** 2;
const server = await startFileServer();
const system = await startSystem({
  sources: { allowHosts: ['127.0.0.1'] },
  platform: { upload: { chunkSize: '1MiB' } },
});
const temporal = await connectTemporalClient(temporalAddress());
await system.hostedWorker();

beforeEach(() => system.simulator.reset());
afterAll(async () => {
  await temporal[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A request for addresses, which have no host. */
function requestFor(sources: readonly string[]): IngestRequest {
  return { ...system.request([]), files: sources.map((source) => ({ source })) };
}

describe('files of a server', () => {
  test('are delivered, whether their version can be held or not, and shown without their queries', async () => {
    const held = pseudoRandomBytes(5 * MIB + 7, 1);
    const spooled = pseudoRandomBytes(2 * MIB + 3, 3);
    const small = Buffer.from(smallIfc(1));
    const sources = [
      `${server.put('/held.xyz', { content: held })}?signature=hidden-1`,
      `${server.put('/weak.xyz', { content: spooled, etag: 'W/"1"' })}?signature=hidden-2`,
      server.put('/%E6%A1%A5.ifc', { content: small, hasRanges: false, hasLength: false, etag: null }),
    ];
    const id = await system.start(requestFor(sources));
    const result = await system.finish(id);
    expect(result.status).toBe('completed');
    expect(result.files.map(({ source, name, hash, size }) => ({ source, name, hash, size }))).toEqual([
      { source: `${server.origin}/held.xyz`, name: 'held.xyz', hash: md5(held), size: held.length },
      { source: `${server.origin}/weak.xyz`, name: 'weak.xyz', hash: md5(spooled), size: spooled.length },
      { source: `${server.origin}/%E6%A1%A5.ifc`, name: '桥.ifc', hash: md5(small), size: small.length },
    ]);
    const delivered = (await system.simulator.state()).files.map((file) => file.md5);
    expect(new Set(delivered)).toEqual(new Set([held, spooled, small].map(md5)));
    const manifest = await system.client.manifest(id);
    expect(manifest.files.map(({ source }) => source.version)).toEqual([
      '"v1"',
      `md5:${md5(spooled)}`,
      `md5:${md5(small)}`,
    ]);
    const shown = await Promise.all([
      system.modelrail('show', id, '--json'),
      system.modelrail('show', id, '--manifest'),
      system.modelrail('list', '--json'),
    ]);
    const { raw } = await temporal.client.workflow.getHandle(id).describe();
    const told = [...shown.map(({ stdout, stderr }) => stdout + stderr), JSON.stringify(result)].join('');
    expect(told).not.toContain('hidden');
    const { summary, details } = raw.executionConfig?.userMetadata ?? {};
    const inUi = [summary, details].map((payload) => Buffer.from(payload?.data ?? []).toString()).join('');
    expect(inUi).toContain('/held.xyz');
    expect(inUi).not.toContain('hidden');
    expect(system.workerOutput()).not.toContain('hidden');
  });

  test('are given up one by one, each for its reason, in words without its query', async () => {
    const moved = (path: string, location: string) =>
      server.answer(path, (_request, response) => {
        response.writeHead(302, { location }).end();
        return true;
      });
    const status = (path: string, code: number) =>
      server.answer(path, (_request, response) => {
        response.writeHead(code).end('no');
        return true;
      });
    const good = server.put('/good.ifc', { content: Buffer.from(smallIfc(2)) });
    const wanted: readonly (readonly [string, string, string])[] = [
      [`${server.origin}/none.ifc`, 'SourceNotFound', 'HTTP 404: no such file'],
      [status('/gone.ifc', 410), 'SourceNotFound', 'HTTP 410: no'],
      [status('/secret.ifc', 403), 'SourceNotAllowed', 'HTTP 403: no'],
      [status('/user.ifc', 401), 'SourceNotAllowed', 'HTTP 401: no'],
      [moved('/to-file.ifc', 'file:///etc/hosts'), 'SourceNotAllowed', 'redirects to file:, which is not followed'],
      [moved('/here.ifc', `http://localhost:${server.port}/good.ifc`), 'SourceNotAllowed', 'has no "localhost"'],
      [server.put('/empty.ifc', { content: Buffer.alloc(0) }), 'InvalidRequest', 'is empty'],
      [`http://localhost:${server.port}/good.ifc`, 'SourceNotAllowed', 'has no "localhost"'],
    ];
    const sources = [good, ...wanted.map(([source]) => `${source}?key=hidden`)];
    const result = await system.finish(await system.start(requestFor(sources)));
    expect(result.status).toBe('partial');
    expect(result.files.slice(1).map(({ error }) => [error?.type, error?.message])).toEqual(
      wanted.map(([, type, words]) => [type, expect.stringContaining(words)]),
    );
    expect(JSON.stringify(result)).not.toContain('hidden');
  });

  test('that change after they were hashed are not delivered', async () => {
    const content = pseudoRandomBytes(3 * MIB, 5);
    const source = server.put('/changing.xyz', { content });
    await system.simulator.fault({ match: { endpoint: 'uploadFileStatus' }, kind: 'status', status: 503 });
    const id = await system.start(requestFor([source]));
    await system.until(id, ({ waiting }) => waiting?.for === 'platform');
    server.put('/changing.xyz', { content: pseudoRandomBytes(3 * MIB, 9), etag: '"v2"' });
    await system.simulator.clearFaults();
    await system.client.retry(id);
    const result = await system.finish(id);
    expect(result.files[0]?.error).toMatchObject({
      type: 'SourceChanged',
      message: `${source} changed after it was looked at: it has another ETag`,
    });
  });

  test('whose server fails for a while are waited for, in its words', async () => {
    const content = Buffer.from(smallIfc(7));
    server.put('/late.ifc', { content });
    const source = server.answer('/late.ifc', (_request, response) => {
      response.writeHead(503).end('closed for lunch');
      return true;
    });
    const id = await system.start(requestFor([`${source}?key=hidden`]));
    const { waiting } = await system.until(id, (progress) => progress.waiting !== undefined);
    expect(waiting).toMatchObject({ for: 'host', reason: `${source}: HTTP 503: closed for lunch` });
    server.answer('/late.ifc', undefined);
    await system.client.retry(id);
    expect((await system.finish(id)).status).toBe('completed');
  });

  test('whose server fails while they are sent are waited for, in its words', async () => {
    const content = pseudoRandomBytes(3 * MIB, 13);
    const source = server.put('/stalls.xyz', { content });
    await system.simulator.fault({ match: { endpoint: 'uploadFileStatus' }, kind: 'status', status: 503 });
    const id = await system.start(requestFor([source]));
    await system.until(id, ({ waiting }) => waiting?.for === 'platform');
    server.answer('/stalls.xyz', (_request, response) => {
      response.writeHead(500).end('out of order');
      return true;
    });
    await system.simulator.clearFaults();
    await system.client.retry(id);
    const { waiting } = await system.until(id, (progress) => progress.waiting?.for === 'host');
    expect(waiting?.reason).toBe(`${source}: HTTP 500: out of order`);
    server.answer('/stalls.xyz', undefined);
    await system.client.retry(id);
    expect((await system.finish(id)).status).toBe('completed');
  });
});

test('the command line takes addresses, and their names', async () => {
  const content = Buffer.from(smallIfc(11));
  const source = server.put('/models%2Fcli.ifc', { content });
  const command = ['ingest', `${source}?key=hidden`, '--platform', 'cq', '--project-id', 'none', '--dry-run', '--json'];
  const { stdout, stderr, code } = await system.modelrail(...command);
  expect([code, stderr.includes('hidden') || stdout.includes('hidden')]).toEqual([0, false]);
  expect(JSON.parse(stdout).files[0]).toMatchObject({ source, name: 'cli.ifc', hash: md5(content) });
});
