import { describe, expect, test } from 'vitest';
import { createProxyChoice, type ProxySetting } from '../../lib/http/proxy.ts';
import { Secret } from '../../lib/secret.ts';
import { type SmallProxy, type SmallProxyOptions, startSmallProxy } from './small-proxy.ts';
import { bodyOf, httpForTest, startHttpServer, startTcpServer, unusedOrigin } from './tiny-server.ts';

/** A server that answers with what it was asked, behind a proxy that leads every address to it. */
async function startBehindProxy(options: Omit<SmallProxyOptions, 'targetPort'> = {}) {
  const server = await startHttpServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method, url, headers } = request;
      response.end(JSON.stringify({ method, url, host: headers.host, own: headers['x-own'], body: body.toString() }));
    });
  });
  return startSmallProxy({ targetPort: Number(new URL(server.origin).port), ...options });
}

/** What a request to `url` brings, by this setting and environment. */
async function send(
  url: string,
  setting: ProxySetting,
  env: NodeJS.ProcessEnv = {},
  timeouts: { connectTimeoutMs?: number; requestTimeoutMs?: number } = {},
) {
  const http = httpForTest({ proxyFor: createProxyChoice(setting, env), ...timeouts });
  const answer = await http.send({ method: 'POST', url: new URL(url), headers: { 'x-own': '1' }, body: 'chunk' });
  return JSON.parse(answer.body.toString());
}

const URL_BEHIND = 'http://platform.test/api/a?b=c';
const ASKED = { method: 'POST', url: '/api/a?b=c', host: 'platform.test', own: '1', body: 'chunk' };

describe('an http address behind a proxy', () => {
  const ways: readonly [string, (proxy: SmallProxy) => { setting: ProxySetting; env: NodeJS.ProcessEnv }][] = [
    ['http_proxy', ({ url }) => ({ setting: 'env', env: { http_proxy: url } })],
    ['HTTP_PROXY', ({ url }) => ({ setting: 'env', env: { HTTP_PROXY: url } })],
    ['HTTP_PROXY without a scheme', ({ port }) => ({ setting: 'env', env: { HTTP_PROXY: `127.0.0.1:${port}` } })],
    ['the setting', ({ url }) => ({ setting: new Secret(url), env: { NO_PROXY: '*' } })],
  ];

  test.each(ways)('is reached through that of %s', async (_, way) => {
    const proxy = await startBehindProxy();
    const { setting, env } = way(proxy);
    expect(await send(URL_BEHIND, setting, env)).toEqual(ASKED);
    expect(proxy.requests).toEqual([`POST ${URL_BEHIND}`]);
  });

  test('shows the proxy the user and password of its URL, decoded, and nothing to the server', async () => {
    const proxy = await startBehindProxy({ credentials: 'ada:p@ss%' });
    const url = `http://ada:p%40ss%25@127.0.0.1:${proxy.port}`;
    expect(await send(URL_BEHIND, 'env', { HTTP_PROXY: url })).toEqual(ASKED);
    expect(proxy.authorizations).toHaveLength(1);
  });

  test('whose proxy wants credentials is a wait that names the proxy, never its password', async () => {
    const proxy = await startBehindProxy({ credentials: 'ada:other' });
    const url = `http://ada:hidden@127.0.0.1:${proxy.port}`;
    const failure = send(URL_BEHIND, 'env', { HTTP_PROXY: url });
    await expect(failure).rejects.toMatchObject({
      type: 'PlatformUnavailable',
      isRetryable: true,
      outcomeUnknown: false,
      message: `POST /api/a: cannot reach http://platform.test through the proxy ${proxy.url} (HTTP_PROXY): it answered 407 (credentials wanted): put user and password into its URL (HTTP_PROXY)`,
    });
  });

  test('whose proxy is not there is a wait that names it', async () => {
    const origin = await unusedOrigin();
    await expect(send(URL_BEHIND, 'env', { http_proxy: origin })).rejects.toMatchObject({
      type: 'PlatformUnavailable',
      message: `POST /api/a: cannot reach http://platform.test through the proxy ${origin} (http_proxy): connection refused`,
    });
  });
});

describe('an https address behind a proxy', () => {
  test('is asked for by CONNECT, with the credentials', async () => {
    const proxy = await startBehindProxy({ credentials: 'ada:secret' });
    // What lies behind speaks no TLS: that the tunnel was made is what is looked at here.
    await expect(
      send('https://platform.test/a', 'env', { HTTPS_PROXY: `http://ada:secret@127.0.0.1:${proxy.port}` }),
    ).rejects.toMatchObject({ type: 'PlatformUnavailable', isRetryable: true });
    expect(proxy.requests).toEqual(['CONNECT platform.test:443']);
    expect(proxy.authorizations).toHaveLength(1);
  });

  test('whose proxy refuses is a wait that says how', async () => {
    const proxy = await startBehindProxy({ credentials: 'ada:secret' });
    await expect(send('https://platform.test:8443/a', new Secret(proxy.url))).rejects.toMatchObject({
      type: 'PlatformUnavailable',
      isRetryable: true,
      outcomeUnknown: false,
      message: `POST /a: cannot reach https://platform.test:8443 through the proxy ${proxy.url} (proxy): it answered 407 Proxy Authentication Required to CONNECT: put user and password into its URL (proxy)`,
    });
    expect(proxy.requests).toEqual(['CONNECT platform.test:8443']);
  });

  test('whose proxy does not answer is given up in the time of a connection', async () => {
    const silent = await startTcpServer(() => undefined);
    const timeouts = { connectTimeoutMs: 500 };
    await expect(send('https://platform.test/a', new Secret(silent.origin), {}, timeouts)).rejects.toMatchObject({
      type: 'PlatformUnavailable',
      isOverload: true,
      message: expect.stringContaining('connection timed out'),
    });
  });

  test('counts for HTTPS_PROXY only, an http address for HTTP_PROXY only', () => {
    const choose = createProxyChoice('env', { HTTPS_PROXY: 'http://secure:1', HTTP_PROXY: 'http://plain:2' });
    expect(choose(new URL('https://platform.test'))?.origin).toBe('http://secure:1');
    expect(choose(new URL('http://platform.test'))?.origin).toBe('http://plain:2');
    expect(
      createProxyChoice('env', { HTTPS_PROXY: 'http://secure:1' })(new URL('http://platform.test')),
    ).toBeUndefined();
  });
});

describe('no proxy', () => {
  const env = { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' };

  test.each<[string, ProxySetting, NodeJS.ProcessEnv]>([
    ['whatever the environment says', 'env', env],
    ['whatever the setting says', new Secret('http://127.0.0.1:9'), {}],
    ['by the setting none', 'none', env],
  ])('is asked for what is on loopback, %s', async (_, setting, environment) => {
    const server = await startHttpServer((_request, response) => void response.end('{"is":"direct"}'));
    expect(await send(`${server.origin}/a`, setting, environment)).toEqual({ is: 'direct' });
  });

  test('is asked for what NO_PROXY excepts, or the setting none', () => {
    for (const [setting, more] of [
      ['env', { NO_PROXY: 'platform.test' }],
      ['env', { no_proxy: '.test' }],
      ['none', {}],
    ] as const) {
      const choose = createProxyChoice(setting, { ...env, ...more });
      expect(choose(new URL('https://platform.test'))).toBeUndefined();
      expect(choose(new URL('http://platform.test'))).toBeUndefined();
    }
  });

  test.each(['socks5://ada:hidden@proxy:1080', 'http://', 'http://hidden host'])(
    'can be made of %j: it is refused by its name alone',
    (value) => {
      const choose = createProxyChoice('env', { https_proxy: value });
      // It does no harm to what it does not count for.
      for (const address of ['http://platform.test', 'https://127.0.0.1'])
        expect(choose(new URL(address))).toBeUndefined();
      expect(() => choose(new URL('https://platform.test'))).toThrow(
        expect.objectContaining({
          type: 'InvalidRequest',
          message: 'https_proxy: expected the URL of an HTTP proxy, such as http://proxy.example.com:3128',
        }),
      );
    },
  );
});
