import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncDeclaration, SyncRun } from '../../client/index.ts';
import { md5 } from '../support/model-files.ts';
import { hasMoto, startMoto } from '../support/moto.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { finishRun } from './finish-run.ts';
import { seedProject } from './sync-system.ts';

const hasServer = await hasMoto();
const moto = hasServer ? await startMoto() : undefined;
const endpoint = moto?.endpoint ?? 'http://127.0.0.1:1';
const keys = moto?.keys ?? { accessKeyId: 'a', secretAccessKey: 'bcde' };
const strict = hasServer ? await startMoto({ checksKeys: true }) : undefined;
const secretAccessKey = 'wrong-secret-key';
let system: TestSystem;
let projectId: string;

beforeAll(async () => {
  const s3 = { models: { endpoint, ...keys }, gone: { endpoint, ...keys } };
  const wrong = {
    endpoint: strict?.endpoint ?? endpoint,
    accessKeyId: strict?.keys.accessKeyId ?? 'a',
    secretAccessKey,
  };
  system = await startSystem({ sources: { s3: { ...s3, wrong } } });
  await system.hostedWorker();
  projectId = await seedProject(system);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
  await strict?.[Symbol.asyncDispose]();
});

function declaration(source: string): SyncDeclaration {
  return { source, every: '1h', platform: 'cq', project: { id: projectId }, group: { name: 'incoming' } };
}

async function run(name: string): Promise<SyncRun> {
  const { run: id } = await system.client.syncs.trigger(name);
  if (id === undefined) throw new Error('no run was started');
  return await finishRun(system, id);
}

/** Puts an object in parts: its ETag is another than that of the same bytes put as a whole. */
async function putInParts(key: string, content: string): Promise<void> {
  const address = `${endpoint}/models/${key}`;
  // Which user asks is all that this service looks at.
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/20260101/us-east-1/s3/aws4_request`,
  };
  const begun = await (await fetch(`${address}?uploads`, { method: 'POST', headers })).text();
  const upload = /<UploadId>([^<]+)</.exec(begun)?.[1] ?? '';
  const part = await fetch(`${address}?partNumber=1&uploadId=${upload}`, { method: 'PUT', headers, body: content });
  const etag = part.headers.get('etag') ?? '';
  const body = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`;
  const ended = await fetch(`${address}?uploadId=${upload}`, { method: 'POST', headers, body });
  if (!ended.ok) throw new Error(`${ended.status}: ${await ended.text()}`);
}

describe.skipIf(!hasServer)('a recurring sync of a prefix of a bucket', () => {
  const name = `incoming-${Date.now()}`;
  const source = 's3://models/incoming/';
  const put = (path: string, content: string) => moto?.put('models', `incoming/${path}`, content);

  it('delivers what is there, whichever worker there is', async () => {
    await moto?.put('models');
    await put('a.ifc', 'content of a');
    await put('塔/b.ifc', 'content of b');
    await put('塔/B.ifc', 'content of B');
    await put('empty.ifc', '');
    await put('folder/', '');
    await moto?.put('models', 'other/c.ifc', 'content of c');
    await system.client.syncs.create(name, declaration(source));
    const first = await run(name);
    expect(first).toMatchObject({ status: 'completed', found: 3, new: 3, failed: [], problems: [] });
    expect(first.skipped).toEqual([
      { path: 'empty.ifc', reason: 'it is empty' },
      { path: 'folder/', reason: 'it stands for a folder' },
    ]);
    const { files } = await system.client.get(first.ingestions[0] ?? '');
    expect(files.map((file) => [file.source, file.hash])).toEqual([
      [`${source}a.ifc`, md5('content of a')],
      [`${source}塔/B.ifc`, md5('content of B')],
      [`${source}塔/b.ifc`, md5('content of b')],
    ]);
  });

  it('calls no platform when nothing has changed, and when an object only has another ETag', async () => {
    const before = await system.simulator.stats();
    expect(await run(name)).toMatchObject({ status: 'completed', unchanged: 3, touched: 0, ingestions: [] });
    await putInParts('incoming/a.ifc', 'content of a');
    expect(await run(name)).toMatchObject({ status: 'completed', unchanged: 3, touched: 1, ingestions: [] });
    expect(await run(name)).toMatchObject({ unchanged: 3, touched: 0 });
    expect(await system.simulator.stats()).toEqual(before);
  });

  it('delivers what changed and what is new, and tells what is gone', async () => {
    await put('a.ifc', 'other words of a');
    await put('d.ifc', 'content of d');
    await moto?.delete('models', 'incoming/塔/b.ifc');
    const third = await run(name);
    expect(third).toMatchObject({ status: 'completed', new: 1, changed: 1, unchanged: 1, removed: ['塔/b.ifc'] });
    expect(await run(name)).toMatchObject({ unchanged: 3, removed: [], ingestions: [] });
  });

  it('takes nothing for removed when the listing succeeds and is empty', async () => {
    for (const path of ['a.ifc', 'd.ifc', '塔/B.ifc']) await moto?.delete('models', `incoming/${path}`);
    const empty = await run(name);
    expect(empty).toMatchObject({ status: 'partial', found: 0, removed: [] });
    expect(empty.problems.map(({ type }) => type)).toEqual(['SourceChanged']);
  });

  it.each([
    ['that is not there', 's3://gone/', 'SourceNotFound', 'NoSuchBucket'],
    ['that no worker has', 's3://unknown/in/', 'SourceNotAllowed', 'not in sources.s3: "unknown"'],
  ])('fails with a bucket %s', async (_what, from, type, words) => {
    const other = `${name}-${type}`;
    await system.client.syncs.create(other, declaration(from));
    const failed = await run(other);
    expect(failed).toMatchObject({ status: 'failed', error: { type, message: expect.stringContaining(words) } });
  });
});

describe.skipIf(!hasServer)('a sync of a bucket with wrong keys', () => {
  it('fails in the words of the service, without the key, and takes nothing for removed', async () => {
    const name = `wrong-${Date.now()}`;
    await strict?.put('wrong');
    await strict?.put('wrong', 'in/a.ifc', 'content of a');
    await system.client.syncs.create(name, declaration('s3://wrong/in/'));
    const failed = await run(name);
    expect(failed).toMatchObject({ status: 'failed', found: 0, removed: [], ingestions: [] });
    expect(failed.error).toMatchObject({
      type: 'SourceNotAllowed',
      message: expect.stringContaining('HTTP 403: SignatureDoesNotMatch'),
    });
    expect(JSON.stringify(failed)).not.toContain(secretAccessKey);
    await expect(system.client.syncs.plan(name)).rejects.toMatchObject({
      type: 'SourceNotAllowed',
      message: expect.stringContaining('HTTP 403: SignatureDoesNotMatch'),
    });
  });
});

describe('modelrail sync create', () => {
  it.each([
    ['s3://models/in', 'has to end with a slash'],
    ['s3://unknown/in/', 'not in sources.s3: "unknown" (it has models, gone, wrong)'],
    ['s3://', 'is no s3://BUCKET/PREFIX/'],
    ['ftp://host/in/', 'is no source'],
  ])('refuses %s', async (source, words) => {
    const flags = ['--every', '1h', '--platform', 'cq', '--project-id', 'P-1'];
    expect(await system.modelrail('sync', 'create', 'wrong', '--source', source, ...flags)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(words),
    });
  });

  it('takes a prefix without a host, and refuses one', async () => {
    const name = `command-${Date.now()}`;
    const flags = ['--source', 's3://models/in/', '--every', '1h', '--platform', 'cq', '--project-id', projectId];
    const refused = await system.modelrail('sync', 'create', name, ...flags, '--host', 'pc-7');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--host is for folders') });
    const { code, stdout } = await system.modelrail('sync', 'create', name, ...flags, '--json');
    expect([code, JSON.parse(stdout).declaration]).toEqual([
      0,
      expect.not.objectContaining({ host: expect.anything() }),
    ]);
    expect(JSON.parse(stdout).source).toBe('s3://models/in/');
  });
});
