import { afterAll, beforeEach, expect, test } from 'vitest';
import type { IngestRequest } from '../../client/index.ts';
import { startFileServer } from '../support/file-server.ts';
import { startGateway } from '../support/gateway.ts';
import { md5, pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { startSystem } from '../support/system.ts';

const MIB = 1024 ** 2;
const server = await startFileServer();
const system = await startSystem({
  sources: { allowHosts: ['127.0.0.1'] },
  platform: { upload: { chunkSize: '1MiB' } },
});
await system.hostedWorker();

beforeEach(() => system.simulator.reset());
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** An ingestion whose address is refused once its content is known; answers its id and that address. */
async function startExpiring(path: string, content: Buffer): Promise<{ id: string; request: IngestRequest }> {
  server.answer(path, undefined);
  const source = `${server.put(path, { content })}?signature=old`;
  const request = { ...system.request([]), files: [{ source }] };
  await system.simulator.fault({ match: { endpoint: 'uploadFileStatus' }, kind: 'status', status: 503 });
  const id = await system.start(request);
  await system.until(id, ({ waiting }) => waiting?.for === 'platform');
  server.answer(path, (incoming, response) => {
    if (incoming.url?.endsWith('=new') === true) return false;
    response.writeHead(403).end('Request has expired');
    return true;
  });
  return { id, request };
}

async function endExpired(id: string): Promise<void> {
  await system.simulator.clearFaults();
  await system.client.retry(id);
  const { files } = await system.finish(id);
  expect(files[0]?.error).toMatchObject({
    type: 'SourceNotAllowed',
    message: expect.stringContaining('HTTP 403: Request has expired'),
  });
}

test('an address that has expired is replaced by the command line, and only once the ingestion has ended', async () => {
  const content = pseudoRandomBytes(2 * MIB, 1);
  const { id, request } = await startExpiring('/a.xyz', content);
  const fresh = `a.xyz=${server.origin}/a.xyz?signature=new`;
  const early = await system.modelrail('retry', id, '--source', fresh);
  expect([early.code, early.stderr]).toEqual([2, expect.stringContaining(`ingestion ${id} is open`)]);
  await endExpired(id);
  const { code, stdout, stderr } = await system.modelrail('retry', id, '--source', fresh, '--json');
  expect([code, stdout.includes('signature'), stderr.includes('signature')]).toEqual([0, false, false]);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'completed',
    files: [{ source: `${server.origin}/a.xyz`, name: 'a.xyz', hash: md5(content) }],
  });
  // It still is the ingestion of the request that it was started with.
  expect(await system.client.ingest(request, { id })).toMatchObject({ isAttached: true, status: 'completed' });
});

test('another address has to have the same content, and replaces a path too', async () => {
  const content = Buffer.from(smallIfc(1));
  const path = await system.addModel('b.ifc', content);
  await system.simulator.failModel({ name: 'b.ifc', errorMessage: 'no geometry', times: 1 });
  const id = await system.start(system.request([path]));
  expect((await system.finish(id)).status).toBe('failed');
  const other = server.put('/other.ifc', { content: Buffer.from(smallIfc(2)) });
  await system.client.retry(id, { sources: { 'b.ifc': other } });
  expect((await system.finish(id)).files[0]?.error?.type).toBe('SourceChanged');
  const same = server.put('/same.ifc', { content });
  await system.client.retry(id, { sources: { 'b.ifc': same } });
  expect((await system.finish(id)).files[0]).toMatchObject({ status: 'registered', source: same, hash: md5(content) });
});

test('an address of another content is refused when it has to be read', async () => {
  const content = pseudoRandomBytes(2 * MIB, 3);
  const { id } = await startExpiring('/c.xyz', content);
  await endExpired(id);
  const other = server.put('/other.xyz', { content: pseudoRandomBytes(2 * MIB, 5) });
  await system.client.retry(id, { sources: { 'c.xyz': other } });
  expect((await system.finish(id)).files[0]?.error).toMatchObject({
    type: 'SourceChanged',
    message: expect.stringContaining(`and is to have ${md5(content)}`),
  });
});

test('the gateway takes addresses too, and says what is wrong with them', async () => {
  await using gateway = await startGateway(system);
  const content = pseudoRandomBytes(MIB, 7);
  const { id } = await startExpiring('/d.xyz', content);
  await endExpired(id);
  const retry = (sources: unknown) => gateway.call(`/v1/ingestions/${id}/retry`, { body: { sources } });
  const refused = (status: number, ...names: string[]) => ({
    status,
    body: { errors: names.map((name) => ({ pointer: `/sources/${name}`, detail: expect.stringContaining(name) })) },
  });
  const missing = { 'x.xyz': `${server.origin}/d.xyz`, 'y.xyz': `${server.origin}/d.xyz` };
  expect(await retry(missing)).toMatchObject(refused(422, 'x.xyz', 'y.xyz'));
  expect(await retry({ 'd.xyz': '/models/d.xyz' })).toMatchObject(refused(422, 'd.xyz'));
  const inside = { 'd.xyz': 'http://localhost/d.xyz', 'e.xyz': 'http://127.0.0.2/e.xyz' };
  expect(await retry(inside)).toMatchObject(refused(403, 'd.xyz', 'e.xyz'));
  expect(await retry({ 'd.xyz': 7 })).toMatchObject({ status: 422 });
  expect(await retry({ 'd.xyz': `${server.origin}/d.xyz?signature=new` })).toMatchObject({ status: 202 });
  expect((await system.finish(id)).status).toBe('completed');
});

test('a content that is not the one that the request names is not sent', async () => {
  const content = Buffer.from(smallIfc(3));
  const source = server.put('/named.ifc', { content });
  const request = (hash: string) => ({ ...system.request([]), files: [{ source, md5: hash }] });
  const wrong = await system.finish(await system.start(request(md5('another'))));
  expect(wrong.files[0]?.error?.type).toBe('SourceChanged');
  const right = await system.finish(await system.start(request(md5(content).toUpperCase())));
  expect(right.status).toBe('completed');
});
