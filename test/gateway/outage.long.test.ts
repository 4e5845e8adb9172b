import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../../lib/temporal-server/port.ts';
import { startGatewayProcess, type TestGatewayProcess } from '../support/gateway.ts';
import { runCommand } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterAll(() => system[Symbol.asyncDispose]());

describe('without Temporal', () => {
  let gateway: TestGatewayProcess;

  beforeAll(async () => {
    gateway = await startGatewayProcess(system, {}, { temporal: { address: `127.0.0.1:${await findFreePort()}` } });
  });

  afterAll(() => gateway.kill());

  test('the gateway lives, and says that it is not ready', async () => {
    expect(await gateway.call('/healthz', { headers: { authorization: '' } })).toMatchObject({ status: 200 });
    const answer = await gateway.call('/readyz', { headers: { authorization: '' } });
    expect(answer).toMatchObject({ status: 503, body: { type: 'urn:modelrail:error:TemporalUnavailable' } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test.each([
    ['GET', '/v1/ingestions'],
    ['GET', '/v1/ingestions/a'],
    ['GET', '/v1/ingestions/a/events'],
    ['POST', '/v1/ingestions/a/pause'],
  ])('%s %s says so, and when to ask again', async (method, path) => {
    const answer = await gateway.call(path, { method });
    expect(answer).toMatchObject({
      status: 503,
      body: { type: 'urn:modelrail:error:TemporalUnavailable', status: 503 },
    });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('the metrics say so, and nothing of ingestions', async () => {
    const { status, body } = await gateway.call<string>('/metrics');
    expect(status).toBe(200);
    expect(body).toMatch(/^modelrail_temporal_up 0$/m);
    expect(body).not.toMatch(/^modelrail_ingestions\{/m);
  });

  test('what is wrong with a request is told all the same', async () => {
    expect(await gateway.call('/v1/ingestions', { body: {} })).toMatchObject({ status: 422 });
  });
});

describe('a gateway', () => {
  let usual: TestGatewayProcess;

  beforeAll(async () => {
    usual = await startGatewayProcess(system);
  });

  afterAll(() => usual.kill());

  test('answers too many requests of one client with 429 and when to go on; probes are not counted', async () => {
    const gateway = await startGatewayProcess(system, { requestsPerMinute: 3 });
    const statuses: number[] = [];
    for (let asked = 0; asked < 5; asked += 1) statuses.push((await gateway.call('/v1/ingestions?pageSize=1')).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await gateway.call('/v1/ingestions');
    expect(refused).toMatchObject({ status: 429, body: { type: 'urn:modelrail:error:RateLimited' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await gateway.call('/healthz')).status).toBe(200);
    // So are those who guess tokens or addresses, by where they come from.
    const guesses: number[] = [];
    const headers = { authorization: 'Bearer guess' };
    for (const path of ['/v1/ingestions', '/v1/files/x', '/v1/nothing', '/v1/ingestions', '/metrics', '/nothing'])
      guesses.push((await gateway.call(path, { headers })).status);
    expect(guesses).toEqual([401, 401, 401, 429, 429, 429]);
    await gateway.kill();
  });

  test('without tokens listens to this machine alone, and to no page that gave it another name', async () => {
    const open = await startGatewayProcess(system, { tokens: [] });
    const get = (host: string) =>
      rawRequest(open.url, `GET /v1/ingestions HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    expect(await get(new URL(open.url).host)).toMatch(/^HTTP\/1\.1 200/);
    expect(await get('rebound.example')).toMatch(/^HTTP\/1\.1 403[\s\S]*urn:modelrail:error:PermissionDenied/);
    await open.kill();
    const refused = await runCommand(['gateway', '--host', '0.0.0.0', '--port', '0', '--config', system.configPath]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('set gateway.tokens') });
  });

  test('answers what is no HTTP, and heads that never end', async () => {
    const gateway = await startGatewayProcess(system, { headerTimeout: '300ms' });
    expect(await rawRequest(gateway.url, 'what?\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400[\s\S]*urn:modelrail:error:InvalidRequest/,
    );
    expect(await rawRequest(gateway.url, `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431/,
    );
    expect(await rawRequest(gateway.url, 'GET / HTTP/1.1\r\nhost: localhost\r\n')).toMatch(/^HTTP\/1\.1 408/);
    await gateway.kill();
  });

  test('lets pages of other origins read nothing, unless they are configured', async () => {
    const origin = 'https://portal.example';
    const open = await startGatewayProcess(system, { corsOrigins: [origin] });
    const allowed = async ({ url }: TestGatewayProcess, from: string) => {
      const preflight = {
        origin: from,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      };
      const answer = await fetch(`${url}/v1/ingestions`, { method: 'OPTIONS', headers: preflight });
      return answer.headers.get('access-control-allow-origin');
    };
    expect(await allowed(usual, origin)).toBeNull();
    expect(await allowed(open, origin)).toBe(origin);
    expect(await allowed(open, 'https://other.example')).toBeNull();
    await open.kill();
  });

  test('tells a port that is taken, and a token that is not there, before it starts', async () => {
    const taken = await runCommand(['gateway', '--port', new URL(usual.url).port, '--config', system.configPath]);
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('is in use') });
    await expect(startGatewayProcess(system, { tokens: ['${NO_SUCH_TOKEN}'] })).rejects.toThrow(
      /gateway\.tokens.*NO_SUCH_TOKEN/,
    );
  });

  test('describes itself, and shows the description, without a token', async () => {
    const headers = { authorization: '' };
    const { status, body } = await usual.call<{ openapi: string; paths: object }>('/openapi.json', { headers });
    expect({ status, version: body.openapi }).toEqual({ status: 200, version: '3.1.0' });
    expect(Object.keys(body.paths)).toContain('/v1/ingestions/{id}/events');
    expect(JSON.stringify(body)).toContain('"enum":["cq"]');
    expect(await usual.call('/docs/', { headers })).toMatchObject({
      status: 200,
      body: expect.stringContaining('swagger'),
    });
    const metrics = await usual.call<string>('/metrics');
    expect(metrics.body).toMatch(/modelrail_http_request_duration_seconds_count\{.*route="\/openapi\.json".*\} 1/);
  });
});

/** Sends bytes and gives what comes back until the connection is closed. */
async function rawRequest(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8').write(text);
  let answer = '';
  for await (const part of socket) answer += String(part);
  return answer;
}
