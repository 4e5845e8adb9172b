import { describe, expect, test } from 'vitest';
import { chongqingSettings, load, problemsOf } from './write-config.ts';

const PLATFORM = `platforms:
  cq:
    kind: chongqing-bim
    baseUrl: http://127.0.0.1:1
    tokenUrl: http://127.0.0.1:1/token
    username: \${USERNAME}
    password: \${PASSWORD}
    bimApiKey: \${KEY}
    tokenAuthorization: \${AUTHORIZATION}
    tokenParams: { client_secret: "\${CLIENT_SECRET}" }
`;
const GOOD = {
  USERNAME: '张三 ü',
  PASSWORD: ' 密码 x ',
  KEY: 'a key',
  AUTHORIZATION: 'Basic YQ==',
  CLIENT_SECRET: 's',
};
const NO_HEADER = 'the key holds characters that no header can carry';
const HINT = `; \${file:…} takes the line end off, \${NAME} does not`;

/** What is said of the platform's secrets in this environment. */
async function problemsIn(env: Record<string, string>): Promise<string[]> {
  const config = await load(PLATFORM, { env: { ...GOOD, ...env } });
  return problemsOf(() => config.allPlatforms());
}

test('credentials of any language are taken as they are', async () => {
  const config = await load(PLATFORM, { env: GOOD });
  const { username, password, bimApiKey, tokenAuthorization } = chongqingSettings(config);
  expect([username, password.reveal(), bimApiKey.reveal(), tokenAuthorization?.reveal()]).toEqual([
    GOOD.USERNAME,
    GOOD.PASSWORD,
    GOOD.KEY,
    GOOD.AUTHORIZATION,
  ]);
});

describe('a key that no header can carry is refused where it is read, without its value', () => {
  test.each([
    ['hidden-key\n', `a line end (U+000A)${HINT}`],
    ['hidden-key\r\n', `a line end (U+000D)${HINT}`],
    ['hidden\nkey', 'a line end (U+000A)'],
    ['hidden-key\u200b', 'U+200B'],
    ['\ufeffhidden-key', 'U+FEFF'],
    ['hidden\u00a0key', 'U+00A0'],
    ['hidden\tkey', 'U+0009'],
    ['hidden-ключ', 'one outside ASCII'],
    ['hidden-key ', 'a blank at an end'],
  ])('%j', async (key, what) => {
    const line = `modelrail.yaml:8: platforms.cq.bimApiKey: ${NO_HEADER}: ${what}`;
    expect(await problemsIn({ KEY: key })).toEqual([line]);
    expect(line).not.toContain('hidden');
    expect(await problemsIn({ AUTHORIZATION: key })).toEqual([
      `modelrail.yaml:9: platforms.cq.tokenAuthorization: ${NO_HEADER}: ${what}`,
    ]);
  });

  test('all of them at once', async () => {
    expect(await problemsIn({ KEY: 'k\n', PASSWORD: 'p\n', USERNAME: 'u\u200b', CLIENT_SECRET: '\u2060s' })).toEqual([
      'modelrail.yaml:6: platforms.cq.username: it holds a character that cannot be seen: U+200B',
      `modelrail.yaml:7: platforms.cq.password: it holds a character that cannot be seen: a line end (U+000A)${HINT}`,
      `modelrail.yaml:8: platforms.cq.bimApiKey: ${NO_HEADER}: a line end (U+000A)${HINT}`,
      'modelrail.yaml:10: platforms.cq.tokenParams.client_secret: it holds a character that cannot be seen: U+2060',
    ]);
  });

  test('as it stands in the file too', async () => {
    const written = PLATFORM.replace(/bimApiKey: .*/, 'bimApiKey: "hidden\\n"');
    expect(await problemsOf(load(written))).toEqual([
      `modelrail.yaml:8: platforms.cq.bimApiKey: ${NO_HEADER}: a line end (U+000A)${HINT}`,
    ]);
  });

  test("a gateway's token", async () => {
    const config = await load(`gateway: { tokens: ["\${TOKEN}"] }`, { env: { TOKEN: 'hidden\n' } });
    expect(await problemsOf(() => config.gateway)).toEqual([
      `modelrail.yaml:1: gateway.tokens[0]: ${NO_HEADER}: a line end (U+000A)${HINT}`,
    ]);
  });
});

test('the URL of a proxy may hold a password: one that is none is refused without its value', async () => {
  const config = await load(`${PLATFORM}    proxy: \${PROXY}\n`, {
    env: { ...GOOD, PROXY: 'socks5://ada:hidden@proxy' },
  });
  expect(await problemsOf(() => config.allPlatforms())).toEqual([
    'modelrail.yaml:11: platforms.cq.proxy: expected the URL of an HTTP proxy, such as http://proxy.example.com:3128, or env, or none',
  ]);
  const good = await load(`${PLATFORM}    proxy: http://ada:hidden@proxy\n`, { env: GOOD });
  expect(JSON.stringify(good.platform('cq'))).not.toContain('hidden');
  expect((await load(PLATFORM, { env: GOOD })).platform('cq').proxy).toBe('env');
});

test('the content of a file has its line end taken off', async () => {
  const written = PLATFORM.replace(/bimApiKey: .*/, `bimApiKey: \${file:key}`);
  const config = await load(written, { env: GOOD, files: { key: 'a key\r\n' } });
  expect(chongqingSettings(config).bimApiKey.reveal()).toBe('a key');
});
