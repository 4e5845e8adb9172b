import { once } from 'node:events';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IngestRequest } from '../../client/index.ts';
import { startGateway, type TestGateway, TOKENS } from '../support/gateway.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { withTemporalClient } from '../support/temporal-client.ts';

let system: TestSystem;
let gateway: TestGateway;
let model: string;

beforeAll(async () => {
  system = await startSystem();
  gateway = await startGateway(system);
  model = await system.addModel('house.ifc', pseudoRandomBytes(10_000, 3));
});

afterAll(async () => {
  await gateway.stop();
  await system[Symbol.asyncDispose]();
});

/** A request as a service would send it: no host, so that the gateway's is meant. */
function requestFor(source: string): IngestRequest {
  return { ...system.request([]), files: [{ source }] };
}

/** The status of a GET without a token, its target sent as it is. */
async function statusOf(url: string, target: string): Promise<number | undefined> {
  const { hostname, port } = new URL(url);
  const [answer] = await once(get({ hostname, port, path: target }), 'response');
  answer.resume();
  return answer.statusCode;
}

describe('what is wrong with a request is told before anything is started', () => {
  const problem = (status: number, type: string, detail: RegExp | string) => ({
    status,
    body: {
      type: `urn:modelrail:error:${type}`,
      title: expect.any(String),
      status,
      detail: expect.stringMatching(detail),
    },
  });

  test.each<[string, unknown, number, string, RegExp]>([
    ['no JSON', '{"platform": "cq"', 422, 'InvalidRequest', /not valid JSON/],
    ['nothing', '', 422, 'InvalidRequest', /the request is missing/],
    ['an unknown field', { fils: [] }, 422, 'InvalidRequest', /fils is an unknown key; did you mean "files"\?/],
    ['a wrong type', { files: 'x' }, 422, 'InvalidRequest', /files must be a list/],
    [
      'an unknown target',
      { options: { notify: ['desk'] } },
      422,
      'InvalidRequest',
      /options\.notify\[0\] is "desk", which is no target/,
    ],
    [
      'an unknown platform',
      { platform: 'cp' },
      422,
      'InvalidRequest',
      /"cp", which is not configured; did you mean "cq"/,
    ],
    ['a project that lacks something', { project: { name: 'x' } }, 422, 'InvalidRequest', /project\.code is missing/],
    [
      'a name without an extension',
      { files: [{ source: '/m/a.ifc', name: 'tower' }] },
      422,
      'InvalidRequest',
      /files\[0\]\.name is wrong: "tower" has no extension.*set `name`/,
    ],
    ['a relative path', { files: [{ source: 'a.ifc' }] }, 422, 'InvalidRequest', /must be an absolute path/],
    ['an address of ftp', { files: [{ source: 'ftp://h/a.ifc' }] }, 422, 'InvalidRequest', /is no source/],
    [
      'an address of this machine',
      { files: [{ source: 'http://0x7f000001/a.ifc?key=hidden' }] },
      403,
      'SourceNotAllowed',
      /^http:\/\/0x7f000001\/a\.ifc is on this machine or in a private network: sources\.allowHosts has no "0x7f000001"$/,
    ],
    [
      'a file outside the roots',
      { files: [{ source: '/etc/ld.so.conf' }] },
      403,
      'SourceNotAllowed',
      /outside sources.roots/,
    ],
    ['a wrong date', { project: { id: 'x', startDate: 'y' } }, 422, 'InvalidRequest', /is for a new project/],
  ])('%s', async (_name, change, status, type, detail) => {
    const body = typeof change === 'string' ? change : { ...requestFor(model), ...(change as object) };
    const headers = { 'content-type': 'application/json' };
    const answer = await gateway.call('/v1/ingestions', { method: 'POST', body, headers });
    expect(answer).toMatchObject(problem(status, type, detail));
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
  });

  test('names each place by its pointer', async () => {
    const house = await system.addModel('house', pseudoRandomBytes(10, 4));
    const files = [{ source: model, name: 'tower' }, { source: 'b.ifc' }, { source: house }];
    const all = await gateway.call('/v1/ingestions', { body: { ...requestFor(model), files } });
    const places = ['/files/1/source', '/files/0/name', '/files/2/name'];
    expect(all).toMatchObject({ status: 422, body: { errors: places.map((pointer) => ({ pointer })) } });
    const body = { ...requestFor(model), files: files.toSpliced(1, 1) };
    const advice = expect.stringContaining('set `name`');
    expect(await gateway.call('/v1/ingestions', { body })).toMatchObject({
      status: 422,
      body: {
        errors: [
          { pointer: '/files/0/name', detail: advice },
          { pointer: '/files/1/name', detail: advice },
        ],
      },
    });
  });

  test('of a platform that is not there tells what every platform refuses, too', async () => {
    const body = { ...requestFor('house.ifc'), platform: 'cp' };
    expect(await gateway.call('/v1/ingestions', { body })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/platform' }, { pointer: '/files/0/source' }] },
    });
  });

  test('a file that is not there', async () => {
    const source = `${system.models}/none.ifc`;
    const answer = await gateway.call('/v1/ingestions', { body: requestFor(source) });
    expect(answer).toMatchObject(problem(404, 'SourceNotFound', /does not exist/));
    expect(answer.body).toMatchObject({ errors: [{ pointer: '/files/0/source', detail: `${source} does not exist` }] });
  });

  test('files that are not there or not allowed, each by its pointer', async () => {
    const sources = [model, `${system.models}/none.ifc`, '/etc/ld.so.conf', 'http://localhost/a.ifc'];
    const body = { ...requestFor(model), files: sources.map((source) => ({ source })) };
    const answer = await gateway.call('/v1/ingestions', { body });
    expect(answer).toMatchObject(problem(403, 'SourceNotAllowed', /none\.ifc does not exist/));
    const pointers = (answer.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer); // as: it is a problem
    expect(pointers.toSorted()).toEqual(['/files/1/source', '/files/2/source', '/files/3/source']);
  });

  test('files that are not there are told with all else that is wrong', async () => {
    const files = [{ source: `${system.models}/none.ifc` }, { source: 'b.ifc' }, { source: model }];
    const answer = await gateway.call('/v1/ingestions', { body: { ...requestFor(model), fils: [], files } });
    expect(answer).toMatchObject(problem(422, 'InvalidRequest', /fils is an unknown key[^]*none\.ifc does not exist$/));
    const { errors } = answer.body as { errors: { pointer: string }[] }; // as: it is a problem
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(['/files/0/source', '/files/1/source', '/fils']);
  });

  test('10 MiB of JSON', async () => {
    const answer = await gateway.call('/v1/ingestions', { body: { x: 'x'.repeat(10 * 1024 * 1024) } });
    expect(answer).toMatchObject(problem(413, 'InvalidRequest', /gateway\.maxBodySize/));
  });

  test('another type of body', async () => {
    const answer = await gateway.call('/v1/ingestions', { body: 'a: 1', headers: { 'content-type': 'text/yaml' } });
    expect(answer).toMatchObject(problem(415, 'InvalidRequest', /application\/json/));
  });

  test.each([
    ['no token', { authorization: '' }],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: `Basic ${TOKENS[0]}` }],
  ])('%s', async (_name, headers) => {
    for (const path of ['/v1/ingestions', '/v1/nothing', '/metrics']) {
      const answer = await gateway.call(path, { headers });
      expect(answer).toMatchObject(problem(401, 'Authentication', /token/));
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  test.each(['/%761/ingestions', '/v%31/files/x', '/%6detrics', '*'])(
    'no token, by another spelling: %s',
    async (path) => {
      const spelled = path === '*' ? `${gateway.url}/v1/ingestions` : path;
      expect(await statusOf(gateway.url, spelled)).toBe(401);
    },
  );

  test.each([
    ['GET', '/v1/ingestions/unknown', 404, 'NotFound', /no ingestion unknown/],
    ['GET', '/v1/ingestions/unknown/events', 404, 'NotFound', /no ingestion unknown/],
    ['POST', '/v1/ingestions/unknown/pause', 404, 'NotFound', /no ingestion unknown/],
    ['GET', '/v1/ingestions/a%20b', 422, 'InvalidRequest', /an id is 1 to 200 of/],
    ['GET', `/v1/ingestions/${'a'.repeat(201)}`, 422, 'InvalidRequest', /an id is 1 to 200 of/],
    ['GET', '/v1/ingestions?status=done', 422, 'InvalidRequest', /query status/],
    ['GET', '/v1/ingestions?state=done', 422, 'InvalidRequest', /query: .*state/],
    ['GET', '/v1/ingestions?since=yesterday', 422, 'InvalidRequest', /query since/],
    ['GET', '/v1/ingestions?pageSize=0', 422, 'InvalidRequest', /query pageSize/],
    ['GET', '/v1/ingestions?platform=a%00', 422, 'InvalidRequest', /query platform/],
    ['GET', '/v1/ingestions/%zz', 400, 'InvalidRequest', /percent-encoding/],
    ['GET', `/v1/ingestions/${'a'.repeat(600)}`, 414, 'InvalidRequest', /200 characters/],
    ['GET', '/v1/nothing', 404, 'NotFound', /nothing at this address/],
    ['PUT', '/v1/ingestions', 405, 'InvalidRequest', /only .*POST/],
  ] as const)('%s %s', async (method, path, status, type, detail) => {
    expect(await gateway.call(path, { method })).toMatchObject(problem(status, type, detail));
  });

  test('a stream is not asked for by HEAD, which it could not answer', async () => {
    const headers = { authorization: `Bearer ${TOKENS[0]}` };
    const answer = await fetch(`${gateway.url}/v1/ingestions/unknown/events`, { method: 'HEAD', headers });
    expect(answer.status).toBe(405);
  });

  test('nothing of all that was started', async () => {
    const { count } = await withTemporalClient((client) => client.workflow.count(`TaskQueue = '${system.taskQueue}'`));
    expect(count).toBe(0);
  });
});
