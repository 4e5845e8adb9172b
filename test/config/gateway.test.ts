import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { platformKinds } from '../../platforms/kinds.ts';
import { load, makeFolder, problemsOf } from './write-config.ts';

test('without a section the gateway has its defaults, and a spool beside the configuration', async () => {
  const cwd = await makeFolder({ 'modelrail.yaml': '' });
  const config = await loadConfig({ kinds: platformKinds, cwd, env: {} });
  expect(config.gateway).toMatchObject({ host: '127.0.0.1', port: 8088, tokens: [] });
  expect(config.spool).toEqual({
    folder: join(cwd, '.modelrail', 'spool'),
    maxFileBytes: 64 * 1024 ** 3,
    maxPostBytes: 64 * 1024 ** 2,
    maxBytes: 256 * 1024 ** 3,
    expiryMs: 7 * 24 * 3_600_000,
    share: { maxBytes: 256 * 1024 ** 3, maxFiles: 10_000, maxUploads: 100 },
  });
});

test('with several tokens each may take half of the spool, or what the configuration says', async () => {
  const share = async (spool: string) => (await load(`gateway: { tokens: ["\${A}", "\${B}"], spool: ${spool} }`)).spool;
  expect(await share('{ maxSize: 3GiB }')).toMatchObject({
    maxFileBytes: 1.5 * 1024 ** 3,
    share: { maxBytes: 1.5 * 1024 ** 3, maxFiles: 10_000, maxUploads: 100 },
  });
  expect(await share('{ maxSize: 3GiB, perToken: { size: 2GiB, files: 7, uploads: 3 } }')).toMatchObject({
    maxFileBytes: 2 * 1024 ** 3,
    share: { maxBytes: 2 * 1024 ** 3, maxFiles: 7, maxUploads: 3 },
  });
});

test('a configuration in a state folder shares the spool of the one beside that folder', async () => {
  const cwd = await makeFolder({ '.modelrail/simulators.yaml': '' });
  const path = join(cwd, '.modelrail', 'simulators.yaml');
  const config = await loadConfig({ kinds: platformKinds, cwd, env: {}, path });
  expect(config.spool.folder).toBe(join(cwd, '.modelrail', 'spool'));
});

test('settings of the spool need no secret of the gateway', async () => {
  const text = `gateway:
  tokens: ["\${TOKEN}"]
  publicUrl: https://rail.example.com
  spool: { folder: "\${SPOOL}", maxSize: 1GiB, expiry: 2h }
`;
  const config = await load(text, { env: { SPOOL: '/srv/spool' } });
  expect(config.spool).toEqual({
    folder: '/srv/spool',
    maxFileBytes: 1024 ** 3,
    maxPostBytes: 64 * 1024 ** 2,
    maxBytes: 1024 ** 3,
    expiryMs: 7_200_000,
    share: { maxBytes: 1024 ** 3, maxFiles: 10_000, maxUploads: 100 },
  });
  expect(await problemsOf(() => config.gateway)).toEqual([
    expect.stringMatching(/^modelrail\.yaml:2: gateway\.tokens\[0\]: .*TOKEN/),
  ]);
  const withToken = await load(text, { env: { SPOOL: 'sp', TOKEN: 'open sesame' } });
  expect(withToken.gateway.publicUrl).toBe('https://rail.example.com');
  expect(withToken.gateway.tokens.map(({ token }) => token.reveal())).toEqual(['open sesame']);
  expect(inspect(withToken.gateway, { depth: 5 })).not.toContain('open sesame');
});

test('a token may have a name, and what is wrong with either is told without the token', async () => {
  const text = 'gateway:\n  tokens:\n    - { name: portal, token: "${TOKEN}" }\n    - ${OTHER}\n';
  const { gateway } = await load(text, { env: { TOKEN: 'hidden', OTHER: 'other' } });
  expect(gateway.tokens.map(({ name, token }) => [name, token.reveal()])).toEqual([
    ['portal', 'hidden'],
    [undefined, 'other'],
  ]);
  const wrong = await load(
    'gateway:\n  tokens:\n    - { nam: x, token: "${TOKEN}" }\n    - { name: "", token: a }\n    - 7\n',
    {
      env: { TOKEN: 'hidden\n' },
    },
  ).then(
    (config) => problemsOf(() => config.gateway),
    (error: unknown) => problemsOf(() => Promise.reject(error)),
  );
  const told = wrong.join('\n');
  expect(told).toContain('unknown key "nam" in gateway.tokens[0]');
  expect(told).toContain('gateway.tokens[1].name: expected a name');
  expect(told).toContain('gateway.tokens[2]: ');
  expect(told).not.toContain('hidden');
});

test('what is wrong in the spool is told with its line', async () => {
  expect(await problemsOf(load('gateway:\n  spool:\n    maxsize: 1GiB\n    expiry: 7\n    maxFileSize: 0B\n'))).toEqual(
    [
      'modelrail.yaml:3: unknown key "maxsize" in gateway.spool; did you mean "maxSize"?',
      'modelrail.yaml:4: gateway.spool.expiry: expected a duration such as 30s (units: ms, s, m, h, d) (put it in quotes)',
      expect.stringMatching(/^modelrail\.yaml:5: gateway\.spool\.maxFileSize: expected a size/),
    ],
  );
  const config = await load('gateway:\n  spool: { folder: "${SPOOL}" }\n');
  expect(await problemsOf(() => config.spool)).toEqual([
    expect.stringMatching(/^modelrail\.yaml:2: gateway\.spool\.folder: .*SPOOL/),
  ]);
});
