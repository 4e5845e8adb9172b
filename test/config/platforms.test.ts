import { mkdir, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { interpolate } from '../../lib/config/interpolate.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { platformKinds } from '../../platforms/kinds.ts';
import { chongqing, chongqingSettings, load, makeFolder, problemsOf } from './write-config.ts';

/** The example of the product's documentation, all sections and kinds. */
const EXAMPLE = `
temporal: { address: "127.0.0.1:7233", namespace: default, taskQueue: modelrail }
sources: { roots: [.], extensions: [rvt, ifc], allowHosts: [], shared: false }
platforms:
  cq:
    kind: chongqing-bim
    baseUrl: http://127.0.0.1:9101
    tokenUrl: http://127.0.0.1:9101/token
    username: \${CQ_USERNAME}
    password: \${CQ_PASSWORD}
    bimApiKey: \${file:secrets/key}
    upload:  { chunkSize: 8MiB, concurrency: 4 }
    convert: { pollInterval: 5s, timeout: 2h, maxModels: 1000 }
    timeouts: { connect: 10s, request: 60s }
  drawings: { kind: fractal3d, baseUrl: http://127.0.0.1:9102, apiKey: "\${FRACTAL_API_KEY}" }
  ops:      { kind: persagy, baseUrl: http://127.0.0.1:9105, username: u, password: p, appId: PC }
  files:    { kind: iuap-files, baseUrl: http://127.0.0.1:9103, headers: { x-token: t } }
  disk:     { kind: longyan-disk, baseUrl: http://127.0.0.1:9104, apiKey: a, secretKey: s, appId: i, appKey: k, userId: u, orgId: o }
worker: { host: model-pc-7, memory: 256MiB }
gateway:
  host: 127.0.0.1
  port: 8088
  publicUrl: http://127.0.0.1:8088
  tokens: ["\${GATEWAY_TOKEN}"]
`;

describe('the whole example', () => {
  test('loads without any secret, and a platform resolves only its own', async () => {
    const env = { CQ_USERNAME: 'ada', CQ_PASSWORD: 'a$b ${HOME}', FRACTAL_API_KEY: 'k' };
    const config = await load(EXAMPLE, { env, files: { 'secrets/key': 'the key\n' } });
    expect(config.worker).toEqual({ host: 'model-pc-7', memoryBytes: 256 * 1024 ** 2, roles: ['control', 'files'] });
    expect(config.platformNames).toEqual(['cq', 'drawings', 'ops', 'files', 'disk']);
    expect(config.kindOf('cq')).toBe('chongqing-bim');
    const settings = chongqingSettings(config);
    expect(settings).toMatchObject({
      username: 'ada',
      upload: { chunkSize: 8 * 1024 ** 2, concurrency: 4 },
      convert: { pollInterval: 5000, timeout: 7_200_000, visibleWithin: 30_000, maxModels: 1000 },
      timeouts: { connect: 10_000, request: 60_000 },
    });
    // What is put in is not looked at again.
    expect(settings.password.reveal()).toBe('a$b ${HOME}');
    expect(settings.bimApiKey.reveal()).toBe('the key');
    expect(inspect(settings, { depth: 5 })).not.toContain('the key');
    expect([...config.allPlatforms().keys()]).toEqual(['cq', 'drawings', 'ops', 'files', 'disk']);
  });

  test('every missing secret is named with its key, its variable and its line', async () => {
    const config = await load(EXAMPLE);
    const expected = [
      'modelrail.yaml:9: platforms.cq.username: environment variable CQ_USERNAME is not set',
      'modelrail.yaml:10: platforms.cq.password: environment variable CQ_PASSWORD is not set',
      'modelrail.yaml:11: platforms.cq.bimApiKey: file "secrets/key" does not exist',
    ];
    expect(await problemsOf(() => config.platform('cq'))).toEqual(expected);
    expect(await problemsOf(() => config.allPlatforms())).toEqual([
      ...expected,
      'modelrail.yaml:15: platforms.drawings.apiKey: environment variable FRACTAL_API_KEY is not set',
    ]);
  });
});

describe('what is put in for ${…}', () => {
  test('files count from the folder of the configuration file', async () => {
    const cwd = await makeFolder({
      'conf/modelrail.yaml': `platforms: { cq: ${chongqing(', tokenAuthorization: "${file:key}"')} }`,
    });
    await writeFile(`${cwd}/conf/key`, 'Basic x\r\n');
    const config = await loadConfig({ kinds: platformKinds, cwd, env: {}, path: 'conf/modelrail.yaml' });
    expect(chongqingSettings(config).tokenAuthorization?.reveal()).toBe('Basic x');
  });

  test('a folder in place of a file, and what is no name, are told', async () => {
    const more = ', tokenAuthorization: "${file:sub}", fileField: "${not a name}", tagsWhenEmpty: "${}"';
    const cwd = await makeFolder({ 'modelrail.yaml': `platforms: { cq: ${chongqing(more)} }` });
    await mkdir(`${cwd}/sub`);
    const config = await loadConfig({ kinds: platformKinds, cwd, env: {} });
    expect(await problemsOf(() => config.platform('cq'))).toEqual([
      'modelrail.yaml:1: platforms.cq.tokenAuthorization: file "sub" cannot be read (EISDIR)',
      'modelrail.yaml:1: platforms.cq.fileField: "${not a name}" is neither ${NAME} of an environment variable nor ${file:PATH}',
      'modelrail.yaml:1: platforms.cq.tagsWhenEmpty: "${}" is neither ${NAME} of an environment variable nor ${file:PATH}',
    ]);
  });

  test('a variable may be part of a text, a number, or the kind', async () => {
    const text = `temporal: { address: "\${HOST}:\${PORT}" }
sources: { shared: "\${SHARED}" }
platforms:
  cq: ${chongqing(', upload: { concurrency: "${N}" }').replace('chongqing-bim', '"${KIND}"')}
`;
    const config = await load(text, { env: { HOST: 'db', PORT: '1', SHARED: 'true', N: '7', KIND: 'chongqing-bim' } });
    expect(config.temporal.address).toBe('db:1');
    expect(config.sources.shared).toBe(true);
    expect(chongqingSettings(config).upload.concurrency).toBe(7);
  });

  test('a value that does not fit is told in the words of the file, not with the value', async () => {
    const more = ', timeouts: { connect: "${SECRET}" }, upload: { concurrency: "${SECRET}" }';
    const config = await load(`platforms: { cq: ${chongqing(more)} }`, { env: { SECRET: 'hunter2' } });
    const problems = await problemsOf(() => config.platform('cq'));
    expect(problems.join('\n')).not.toContain('hunter2');
    expect(problems).toEqual([
      'modelrail.yaml:1: platforms.cq.upload.concurrency: expected number, received string',
      expect.stringContaining(
        'platforms.cq.timeouts.connect: expected a duration such as 30s (units: ms, s, m, h, d), not "${SECRET}"',
      ),
    ]);
  });

  test('an empty variable is no secret', async () => {
    const config = await load(`platforms: { cq: ${chongqing().replace('password: p', 'password: "${PW}"')} }`, {
      env: { PW: '' },
    });
    expect(await problemsOf(() => config.platform('cq'))).toEqual([
      expect.stringMatching(/^modelrail\.yaml:1: platforms\.cq\.password: Too small/),
    ]);
  });

  const name = fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,8}$/);
  test.prop([
    fc.dictionary(name, fc.string(), { noNullPrototype: true }),
    fc.array(fc.string({ unit: fc.constantFrom(...'abc $') })),
  ])('every variable of a text is replaced, and the rest stays', (env, between) => {
    const names = Object.keys(env);
    const plain = between.map((text) => text.replaceAll('${', ''));
    const text = plain.map((part, position) => `${part}|\${${names[position % names.length] ?? 'NONE'}}`).join('');
    const { value, missing } = interpolate({ deep: [text] }, { env, folder: '.' });
    if (names.length === 0) {
      expect(missing).toHaveLength(plain.length);
      return;
    }
    const expected = plain
      .map((part, position) => `${part}|${env[names[position % names.length] ?? ''] ?? ''}`)
      .join('');
    expect(value).toEqual({ deep: [expected] });
  });
});

test('a platform that is not configured is told with the likely name', async () => {
  const config = await load(`worker: {}\nplatforms:\n  chongqing: ${chongqing()}\n`);
  expect(await problemsOf(() => config.platform('chonqing'))).toEqual([
    'modelrail.yaml:2: platform "chonqing" is not configured; did you mean "chongqing"?',
  ]);
});
