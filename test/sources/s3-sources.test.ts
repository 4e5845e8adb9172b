import type { IncomingMessage } from 'node:http';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
// Built: its threads are files of their own.
import { createHasher } from '../../dist/lib/hashing/hasher.js';
import { Secret } from '../../lib/secret.ts';
import { createRemoteSources } from '../../lib/sources/remote-sources.ts';
import { createS3Client, type S3Bucket, type S3Client } from '../../lib/sources/s3-client.ts';
import { listS3Objects } from '../../lib/sources/s3-listing.ts';
import { createS3Object } from '../../lib/sources/s3-object.ts';
import { createSourceSpool } from '../../lib/sources/source-spool.ts';
import { startHttpServer } from '../http/tiny-server.ts';
import { startFileServer } from '../support/file-server.ts';
import { pseudoRandomBytes, smallIfc } from '../support/model-files.ts';
import { botocoreSignature, hasMoto, type Moto, startMoto } from '../support/moto.ts';
import { NEVER } from './http-rig.ts';

const MIB = 1024 ** 2;
const hasServer = await hasMoto();
const moto: Moto | undefined = hasServer ? await startMoto() : undefined;

afterAll(() => moto?.[Symbol.asyncDispose]());

function server(): Moto {
  if (moto === undefined) throw new Error('there is no moto');
  return moto;
}

function bucketOf({ keys: { accessKeyId, secretAccessKey }, endpoint }: Moto, parts: Partial<S3Bucket> = {}): S3Bucket {
  return {
    endpoint,
    region: 'us-east-1',
    accessKeyId: new Secret(accessKeyId),
    secretAccessKey: new Secret(secretAccessKey),
    pathStyle: true,
    ...parts,
  };
}

function clientOf(parts: Partial<S3Bucket> = {}, bucket = 'models', at = server()): S3Client {
  const client = createS3Client({ buckets: { [bucket]: bucketOf(at, parts) } });
  onTestFinished(() => client.close());
  return client;
}

function sourcesOf(client: S3Client) {
  const hasher = createHasher({ threads: 1 });
  onTestFinished(() => hasher.close());
  return createRemoteSources({
    objectOf: (source) => createS3Object(client, source),
    spool: createSourceSpool({ folder: '/nowhere', maxBytes: MIB, digest: hasher.digest }),
  });
}

async function keysBelow(client: S3Client, prefix: string, pageObjects = 1_000): Promise<string[][]> {
  const pages: string[][] = [];
  for await (const page of listS3Objects(client, { bucket: 'models', prefix, signal: NEVER, pageObjects })) {
    pages.push(page.map(({ key }) => key));
  }
  return pages;
}

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** What a service sees of a request: address, the headers that are signed, and the signature. */
async function seenRequest(
  ask: (to: { endpoint: string; keys: { accessKeyId: Secret; secretAccessKey: Secret } }) => Promise<unknown>,
): Promise<{ url: string; host: string; headers: Record<string, string>; signature: string }> {
  const requests: IncomingMessage[] = [];
  const { origin } = await startHttpServer((request, response) => {
    requests.push(request);
    response.end('x');
  });
  const { accessKeyId, secretAccessKey } = KEYS;
  const keys = { accessKeyId: new Secret(accessKeyId), secretAccessKey: new Secret(secretAccessKey) };
  await ask({ endpoint: origin, keys });
  const [{ url = '', headers } = {}] = requests;
  const { authorization = '', host = '' } = headers ?? {};
  const [, names = '', signature = ''] = /SignedHeaders=([^,]+), Signature=(.*)$/.exec(authorization) ?? [];
  const signed = names.split(';').map((name): [string, string] => [name, String(headers?.[name])]);
  return {
    url: url.startsWith('http:') ? url : `http://${host}${url}`,
    host,
    headers: Object.fromEntries(signed),
    signature,
  };
}

describe.skipIf(!hasServer)('an object', () => {
  const odd = "a b/塔楼 (1)+50%'!*~.ifc";

  test('is read by ranges of the version that was looked at, whatever its key', async () => {
    await server().put('models');
    const content = pseudoRandomBytes(MIB + 7, 1);
    await server().put('models', odd, content);
    const sources = sourcesOf(clientOf());
    const source = `s3://models/${odd}`;
    const stamp = await sources.inspect(source, { signal: NEVER });
    expect(stamp).toMatchObject({ size: content.length, stamp: expect.stringMatching(/^"[0-9a-f]{32}"$/) });
    const file = { source, ...stamp };
    const handle = await sources.open(file, NEVER);
    const buffer = Buffer.alloc(1_000);
    await handle.read(buffer, 0, 7, MIB);
    expect(buffer.subarray(0, 7).equals(content.subarray(MIB))).toBe(true);
    await server().put('models', odd, pseudoRandomBytes(MIB + 7, 3));
    await expect(handle.read(buffer, 0, 1_000, 0)).rejects.toMatchObject({ type: 'SourceChanged', isRetryable: false });
  });

  test.each([
    ['that is not there', 's3://models/none.ifc', 'SourceNotFound', 'HTTP 404: NoSuchKey: '],
    ['of a bucket that is not configured', 's3://other/a.ifc', 'SourceNotAllowed', '"other" (it has models)'],
  ] as const)('%s is refused', async (_what, source, type, words) => {
    await server().put('models');
    await expect(sourcesOf(clientOf()).inspect(source, { signal: NEVER })).rejects.toMatchObject({
      type,
      isRetryable: false,
      message: expect.stringContaining(words),
    });
  });

  test('is refused with wrong keys, in the words of the service, and read with right ones', async () => {
    await using strict = await startMoto({ checksKeys: true });
    await strict.put('models');
    await strict.put('models', 'a.ifc', smallIfc(1));
    const look = (parts: Partial<S3Bucket>) =>
      sourcesOf(clientOf(parts, 'models', strict)).inspect('s3://models/a.ifc', { signal: NEVER });
    expect(await look({})).toMatchObject({ size: smallIfc(1).length });
    await expect(look({ secretAccessKey: new Secret('wrong-secret-key') })).rejects.toMatchObject({
      type: 'SourceNotAllowed',
      isRetryable: false,
      message: expect.stringMatching(/^s3:\/\/models\/a\.ifc: HTTP 403: SignatureDoesNotMatch: /),
    });
    await expect(look({ accessKeyId: new Secret('AKIANOBODY') })).rejects.toMatchObject({
      message: expect.stringMatching(/HTTP 403: InvalidAccessKeyId: /),
    });
  });

  test.each([
    ['by path', true, '127.0.0.1', '/base/models/a%20b/%E5%A1%94%E6%A5%BC%20%281%29%2B50%25%27%21%2A~.ifc'],
    ['by host', false, 'models.s3.example', '/base/a%20b/%E5%A1%94%E6%A5%BC%20%281%29%2B50%25%27%21%2A~.ifc'],
  ])('is asked for as botocore signs it, %s', async (_what, pathStyle, host, path) => {
    const seen = await seenRequest(({ endpoint, keys }) => {
      const at = pathStyle ? endpoint : 'http://s3.example';
      const bucket = { endpoint: `${at}/base/`, region: 'cn-north-1', pathStyle, ...keys };
      // A name of no machine is reached by a proxy, which is the very server.
      const client = createS3Client({ buckets: { models: bucket }, proxy: pathStyle ? 'none' : new Secret(endpoint) });
      onTestFinished(() => client.close());
      return client.get({
        bucket: 'models',
        key: odd,
        query: { 'list-type': '2', prefix: "a b+c/d'(1)", 'continuation-token': 'x/y=' },
        headers: { range: 'bytes=0-511', 'if-match': '"abc"' },
        shown: 's3://models',
        signal: NEVER,
      });
    });
    expect([seen.host.replace(/:\d+$/, ''), new URL(seen.url).pathname]).toEqual([host, path]);
    expect(seen.signature).toMatch(/^[0-9a-f]{64}$/);
    expect(seen.signature).toBe(await botocoreSignature({ ...seen, keys: KEYS, region: 'cn-north-1' }));
  });

  test('of a service that does not answer is worth another try', async () => {
    const client = clientOf({ endpoint: 'http://127.0.0.1:1' });
    await expect(sourcesOf(client).inspect('s3://models/a.ifc', { signal: NEVER })).rejects.toMatchObject({
      type: 'SourceNotFound',
      isRetryable: true,
      message: expect.stringContaining('s3://models/a.ifc: cannot reach http://127.0.0.1:1'),
    });
  });
});

describe.skipIf(!hasServer)('a listing', () => {
  test('has all keys below a prefix, page by page, and no other', async () => {
    await server().put('models');
    const keys = Array.from({ length: 12 }, (_, number) => `many/${String(number).padStart(5, '0')}.ifc`);
    for (const key of keys) await server().put('models', key, key);
    await server().put('models', 'manyother.ifc', 'x');
    const pages = await keysBelow(clientOf(), 'many/', 5);
    expect(pages.map(({ length }) => length)).toEqual([5, 5, 2]);
    expect(pages.flat()).toEqual(keys);
  });

  test('has keys as they are, sizes and ETags', async () => {
    await server().put('models');
    const keys = ['odd/a b+c&<d>%41.ifc', 'odd/塔楼.rvt', 'odd/0123', 'odd/ end .ifc'];
    for (const key of keys) await server().put('models', key, `content of ${key}`);
    const entries = [];
    for await (const page of listS3Objects(clientOf(), { bucket: 'models', prefix: 'odd/', signal: NEVER }))
      entries.push(...page);
    expect(new Set(entries.map(({ key }) => key))).toEqual(new Set(keys));
    expect(entries.find(({ key }) => key === 'odd/0123')).toEqual({
      key: 'odd/0123',
      size: 'content of odd/0123'.length,
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      modifiedAt: expect.stringMatching(/^\d{4}-/),
    });
  });

  test('of nothing is empty, and one of no bucket is refused', async () => {
    await server().put('models');
    expect(await keysBelow(clientOf(), 'nothing/')).toEqual([[]]);
    const gone = clientOf({}, 'gone');
    const pages = listS3Objects(gone, { bucket: 'gone', prefix: '', signal: NEVER });
    await expect(pages.next()).rejects.toMatchObject({
      type: 'SourceNotFound',
      message: expect.stringContaining('NoSuchBucket'),
    });
  });
});

describe('a listing of a service that is none', () => {
  const keys = { accessKeyId: new Secret('some-key'), secretAccessKey: new Secret('some-secret') };
  const list = async (body: string) => {
    const files = await startFileServer();
    onTestFinished(() => files[Symbol.asyncDispose]());
    files.answer('/models', (_request, response) => {
      response.writeHead(200).end(body);
      return true;
    });
    const bucket = { endpoint: files.origin, region: 'r', pathStyle: true, ...keys };
    const client = createS3Client({ buckets: { models: bucket } });
    onTestFinished(() => client.close());
    return keysBelow(client, '');
  };

  test.each([
    ['a page', '<html>hello</html>'],
    ['JSON', '{}'],
    ['a page without its next one', '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>'],
    [
      'a page that is its own next one',
      '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken></ListBucketResult>',
    ],
  ])('is refused: %s', async (_what, body) => {
    await expect(list(body)).rejects.toMatchObject({ type: 'UnexpectedResponse', isRetryable: false });
  });

  test('is worth another try when it is empty', async () => {
    await expect(list('')).rejects.toMatchObject({ isRetryable: true });
  });
});
