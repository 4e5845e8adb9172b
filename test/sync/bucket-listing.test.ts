import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { englishOf, type Sentence } from '../../contracts/sentences.ts';
import { comparePaths } from '../../contracts/sync/path-order.ts';
import type { ModelrailError } from '../../lib/errors.ts';
import { Secret } from '../../lib/secret.ts';
import { createS3Client } from '../../lib/sources/s3-client.ts';
import { openBucket } from '../../lib/sync/bucket-listing.ts';
import { EVERYTHING, type Interval, type Listing } from '../../lib/sync/listing.ts';
import { startHttpServer } from '../http/tiny-server.ts';
import { NEVER } from '../sources/http-rig.ts';
import { hasMoto, type S3Keys, startMoto } from '../support/moto.ts';

const hasServer = await hasMoto();
const moto = hasServer ? await startMoto() : undefined;
await moto?.put('models');
afterAll(() => moto?.[Symbol.asyncDispose]());

/** A name in two Unicode forms: two objects. */
const FORMS = ['\u00e9.ifc', 'e\u0301.ifc'];

interface At {
  endpoint: string;
  keys?: S3Keys | undefined;
  include?: string[];
  exclude?: string[];
}

function open(source: string, at: At = { endpoint: moto?.endpoint ?? '', keys: moto?.keys }): Promise<Listing> {
  const { endpoint, keys = { accessKeyId: 'some', secretAccessKey: 'some-secret' }, include, exclude } = at;
  const secrets = { accessKeyId: new Secret(keys.accessKeyId), secretAccessKey: new Secret(keys.secretAccessKey) };
  const bucket = { endpoint, region: 'us-east-1', pathStyle: true, ...secrets };
  const client = createS3Client({ buckets: { models: bucket } });
  onTestFinished(() => client.close());
  return openBucket({ client, source, endpoint, include, exclude, extensions: ['ifc', 'rvt'], signal: NEVER });
}

async function listed(
  listing: Listing,
  within: Interval = EVERYTHING,
): Promise<{ paths: string[]; skipped: string[]; problems: ModelrailError[] }> {
  const skipped: string[] = [];
  const problems: ModelrailError[] = [];
  const paths: string[] = [];
  const findings = {
    skipped: ({ path, reason }: { path: string; reason: Sentence }) => skipped.push(`${path}: ${englishOf(reason)}`),
    problem: (error: ModelrailError) => problems.push(error),
  };
  for await (const { path } of listing.entries(within, findings)) paths.push(path);
  return { paths, skipped, problems };
}

/** A page of a listing, with the next one behind it where it has a token. */
function pageOf(keys: readonly string[], next?: string): string {
  const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>1</Size><ETag>"e"</ETag></Contents>`).join('');
  const more =
    next === undefined
      ? '<IsTruncated>false</IsTruncated>'
      : `<IsTruncated>true</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>`;
  return `<ListBucketResult><EncodingType>url</EncodingType>${more}${contents}</ListBucketResult>`;
}

/** A service whose listing is answered page by page: each with what is to come, in turn. */
async function servicePaging(answer: (token: string | undefined, count: number) => { status?: number; body: string }) {
  let count = 0;
  const { origin } = await startHttpServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://service');
    // The look at whether anything can be listed at all.
    const isFirstLook = searchParams.get('max-keys') === '1';
    if (!isFirstLook) count += 1;
    const { status = 200, body } = isFirstLook
      ? { body: pageOf(['in/a.ifc']) }
      : answer(searchParams.get('continuation-token') ?? undefined, count);
    response.writeHead(status).end(body);
  });
  return { endpoint: origin };
}

describe.skipIf(!hasServer)('a prefix of a bucket', () => {
  const prefix = 'order/';
  const wanted = ['a b.ifc', 'a.rvt', 'a/b/c.ifc', 'a/塔.ifc', 'b(1)%.ifc', ...FORMS, '（一期）/x.ifc', '𠀀.ifc'];
  const others = ['', 'a/', 'empty.ifc', 'notes.txt', '.hidden/x.ifc', 'A.IFC'];

  test('is listed in the order of the paths, as far as it has models', async () => {
    for (const path of [...wanted, ...others]) {
      await moto?.put('models', prefix + path, ['empty.ifc', 'a/', ''].includes(path) ? '' : path);
    }
    await moto?.put('models', 'orders.ifc', 'of another prefix');
    const { paths, skipped, problems } = await listed(await open(`s3://models/${prefix}`));
    expect(paths).toEqual([...wanted, 'A.IFC'].sort(comparePaths));
    expect([skipped, problems]).toEqual([['a/: it stands for a folder', 'empty.ifc: it is empty'], []]);
  });

  test('is listed in part as it is as a whole', async () => {
    const listing = await open(`s3://models/${prefix}`);
    const { paths } = await listed(listing);
    const ends = [...paths, ...paths.map((path) => `${path}\0`), '', '（', '\u{E000}', 'zzz'];
    for (const from of ends) {
      expect((await listed(listing, { from })).paths).toEqual(paths.filter((path) => comparePaths(path, from) >= 0));
    }
    const [from, before] = ['a/b', '（'];
    const part = paths.filter((path) => comparePaths(path, from) >= 0 && comparePaths(path, before) < 0);
    expect((await listed(listing, { from, before })).paths).toEqual(part);
  });

  test('has what the patterns say, with all that lies in a folder', async () => {
    const at = { endpoint: moto?.endpoint ?? '', keys: moto?.keys, include: ['**/*.ifc'], exclude: ['a', '（*'] };
    expect((await listed(await open(`s3://models/${prefix}`, at))).paths).toEqual(
      ['a b.ifc', 'b(1)%.ifc', ...FORMS, '𠀀.ifc'].sort(comparePaths),
    );
  });

  test('has objects that are looked at as they are listed', async () => {
    const listing = await open(`s3://models/${prefix}`);
    for await (const entry of listing.entries(EVERYTHING, { skipped: () => undefined, problem: () => undefined })) {
      expect(await listing.look(entry.path)).toEqual(entry);
    }
    expect(await listing.look('none.ifc')).toBeUndefined();
  });

  test('that has nothing is empty, and no error', async () => {
    expect(await listed(await open('s3://models/nothing/'))).toEqual({ paths: [], skipped: [], problems: [] });
  });

  test('of a bucket that is not there cannot be opened', async () => {
    const { endpoint, keys } = { endpoint: moto?.endpoint ?? '', keys: moto?.keys };
    const client = createS3Client({
      buckets: {
        gone: {
          endpoint,
          region: 'us-east-1',
          pathStyle: true,
          accessKeyId: new Secret(keys?.accessKeyId ?? ''),
          secretAccessKey: new Secret(keys?.secretAccessKey ?? ''),
        },
      },
    });
    onTestFinished(() => client.close());
    const options = { client, endpoint, extensions: ['ifc'], signal: NEVER };
    await expect(openBucket({ ...options, source: 's3://gone/' })).rejects.toMatchObject({ type: 'SourceNotFound' });
    await expect(openBucket({ ...options, source: 's3://other/' })).rejects.toMatchObject({ type: 'SourceNotAllowed' });
  });
});

describe('a service that does not list as it should', () => {
  test('leaves a problem when it refuses a page, with what came before it', async () => {
    const at = await servicePaging((token) =>
      token === undefined ? { body: pageOf(['in/a.ifc', 'in/b.ifc'], 'two') } : { status: 403, body: 'no more' },
    );
    const { paths, problems } = await listed(await open('s3://models/in/', at));
    expect(paths).toEqual(['a.ifc', 'b.ifc']);
    expect(problems.map(({ type, message }) => [type, message])).toEqual([
      ['SourceNotAllowed', 's3://models/in/: HTTP 403: no more'],
    ]);
  });

  test('is asked again for a page that fails in passing', async () => {
    const at = await servicePaging((token, count) =>
      count < 3
        ? { status: 503, body: 'slow down' }
        : { body: pageOf([token === undefined ? 'in/a.ifc' : 'in/b.ifc'], token === undefined ? 'two' : undefined) },
    );
    const { paths, problems } = await listed(await open('s3://models/in/', at));
    expect([paths, problems]).toEqual([['a.ifc', 'b.ifc'], []]);
  });

  test.each([
    ['in another order', ['in/b.ifc', 'in/a.ifc'], 'in another order'],
    ['another prefix', ['in/a.ifc', 'out/a.ifc'], 'keys of another prefix'],
  ])('that lists %s is not compared with', async (_what, keys, words) => {
    const at = await servicePaging(() => ({ body: pageOf(keys) }));
    await expect(listed(await open('s3://models/in/', at))).rejects.toMatchObject({
      type: 'UnexpectedResponse',
      message: expect.stringContaining(words),
    });
  });

  test('is told of a key that is not UTF-8, which is left out', async () => {
    const at = await servicePaging(() => ({ body: pageOf(['in/%E9.ifc', 'in/%C3%A9.ifc']) }));
    expect(await listed(await open('s3://models/in/', at))).toEqual({
      paths: ['é.ifc'],
      skipped: ['\u{FFFD}.ifc: its key is not UTF-8'],
      problems: [],
    });
  });
});
