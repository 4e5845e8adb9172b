import { afterEach, expect, test, vi } from 'vitest';
import { createModelrail } from '../../client/index.ts';
import { findTemporal } from '../../lib/temporal-server/find.ts';
import { grpcProxyFor } from '../../lib/temporal-server/grpc-proxy.ts';
import { startTemporalServer } from '../../lib/temporal-server/start.ts';

/** Nothing listens there. */
const DEAD = 'http://ada:hidden@127.0.0.1:9';

afterEach(() => {
  vi.unstubAllEnvs();
});

test('a server on loopback is started and reached, whatever proxy the environment names', async () => {
  for (const name of ['http_proxy', 'https_proxy', 'grpc_proxy']) vi.stubEnv(name, DEAD);
  await using server = await startTemporalServer({ binary: await findTemporal({ env: process.env }) });
  await using modelrail = await createModelrail({ address: server.address });
  expect(await modelrail.serverVersion()).toEqual(expect.any(String));
});

test('elsewhere the message names the proxy, without its password', async () => {
  vi.stubEnv('http_proxy', DEAD);
  await expect(createModelrail({ address: 'temporal.test:7233' })).rejects.toMatchObject({
    type: 'TemporalUnavailable',
    message: expect.stringMatching(
      /^Temporal does not answer at temporal\.test:7233 through the proxy http:\/\/127\.0\.0\.1:9 \(http_proxy\): except it by NO_PROXY /,
    ),
  });
});

const DIRECT = { channelArgs: { 'grpc.enable_http_proxy': 0 } };

test.each([
  ['127.0.0.1:7233', {}, DIRECT],
  ['localhost:7233', {}, DIRECT],
  ['[::1]:7233', {}, DIRECT],
  ['temporal.test:7233', { NO_PROXY: '.test' }, DIRECT],
  ['temporal.test:7233', { no_proxy: 'temporal.test:7233' }, DIRECT],
  [
    'temporal.test:7233',
    { NO_PROXY: 'temporal.test:80' },
    { channelArgs: {}, proxy: 'http://127.0.0.1:9 (http_proxy)' },
  ],
  [
    'temporal.test:7233',
    { https_proxy: 'http://secure:1' },
    { channelArgs: {}, proxy: 'http://secure:1 (https_proxy)' },
  ],
])('%s with %j', (address, env, way) => {
  expect(grpcProxyFor(address, { http_proxy: DEAD, ...env })).toEqual(way);
});

test('what the gRPC library does not look at is no proxy', () => {
  expect(grpcProxyFor('temporal.test:7233', { HTTP_PROXY: DEAD, HTTPS_PROXY: DEAD })).toEqual({ channelArgs: {} });
});
