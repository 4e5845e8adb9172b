import { realpath, symlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../lib/config/load.ts';
import { platformKinds } from '../../platforms/kinds.ts';
import { chongqing, chongqingSettings, load, makeFolder, problemsOf } from './write-config.ts';

const kinds = platformKinds;

describe('where the file is', () => {
  test('--config wins over MODELRAIL_CONFIG, that over ./modelrail.yaml', async () => {
    const named = (name: string) => `platforms: { ${name}: ${chongqing()} }`;
    const cwd = await makeFolder({
      'a.yaml': named('flag'),
      'sub/b.yaml': named('variable'),
      'modelrail.yaml': named('folder'),
    });
    const env = { MODELRAIL_CONFIG: 'sub/b.yaml' };
    expect((await loadConfig({ kinds, cwd, env, path: 'a.yaml' })).platformNames).toEqual(['flag']);
    expect((await loadConfig({ kinds, cwd, env })).platformNames).toEqual(['variable']);
    const config = await loadConfig({ kinds, cwd, env: { MODELRAIL_CONFIG: '' } });
    expect(config.platformNames).toEqual(['folder']);
    expect(config.path).toBe(join(cwd, 'modelrail.yaml'));
  });

  test('a named file that is not there is an error, the usual one is not', async () => {
    const cwd = await makeFolder({});
    expect(await problemsOf(loadConfig({ kinds, cwd, env: {}, path: 'x.yaml' }))).toEqual([
      'configuration file "x.yaml" does not exist',
    ]);
    expect(await problemsOf(loadConfig({ kinds, cwd, env: { MODELRAIL_CONFIG: 'y.yaml' } }))).toEqual([
      'configuration file "y.yaml" (named by MODELRAIL_CONFIG) does not exist',
    ]);
    expect(await problemsOf(loadConfig({ kinds, cwd, env: {}, path: '.' }))).toEqual([
      expect.stringContaining('cannot be read (EISDIR)'),
    ]);
  });

  test('without a file there are the defaults and no platforms', async () => {
    const cwd = await makeFolder({});
    const config = await loadConfig({ kinds, cwd, env: {} });
    expect(config.path).toBeUndefined();
    expect(config.temporal).toEqual({ address: '127.0.0.1:7233', namespace: 'default', taskQueue: 'modelrail' });
    expect(config.sources).toEqual({
      roots: [await realpath(cwd)],
      extensions: [
        'rvt',
        'rfa',
        'ifc',
        'ifczip',
        'ifcxml',
        'stp',
        'step',
        'igs',
        'dwg',
        'dxf',
        'dgn',
        'nwd',
        'skp',
        '3dm',
      ],
      allowHosts: [],
      buckets: [],
      shared: false,
      networkDisk: 'auto',
      never: expect.arrayContaining([join(cwd, '.modelrail')]),
    });
    expect(config.remoteSources).toEqual({
      proxy: 'none',
      s3: {},
      spool: { folder: join(cwd, '.modelrail', 'sources'), maxBytes: 64 * 1024 ** 3 },
    });
    expect(config.evidence).toEqual({ sha256: false });
    expect(config.worker).toEqual({ host: hostname(), memoryBytes: 128 * 1024 ** 2, roles: ['control', 'files'] });
    expect(config.platformNames).toEqual([]);
    expect(await problemsOf(() => config.platform('cq'))).toEqual([
      'platform "cq" is not configured: there is no modelrail.yaml here',
    ]);
  });

  test.each(['', '# nothing yet\n', 'worker:\nsources:\n'])(
    'a file with nothing in it (%j) is one with the defaults',
    async (text) => {
      const config = await load(text);
      expect([config.worker.host, config.sources.shared]).toEqual([hostname(), false]);
    },
  );
});

describe('sources', () => {
  test('roots count from the file, are real folders, and are given once', async () => {
    const cwd = await makeFolder({
      'conf/modelrail.yaml': 'sources: { roots: [., ../models, link] }',
      'models/a.ifc': '',
    });
    await symlink(join(cwd, 'models'), join(cwd, 'conf', 'link'));
    const config = await loadConfig({ kinds, cwd, env: {}, path: 'conf/modelrail.yaml' });
    const real = await realpath(cwd);
    expect(config.sources.roots).toEqual([join(real, 'conf'), join(real, 'models')]);
  });

  test('a root that cannot be looked at is told in words as well', async () => {
    const cwd = await makeFolder({ 'modelrail.yaml': 'sources: { roots: [modelrail.yaml/models, loop] }' });
    await symlink(join(cwd, 'loop'), join(cwd, 'loop'));
    const config = await loadConfig({ kinds, cwd, env: {} });
    expect(await problemsOf(() => config.sources.roots)).toEqual([
      'modelrail.yaml:1: sources.roots: "modelrail.yaml/models" does not exist',
      expect.stringMatching(/^modelrail\.yaml:1: sources\.roots: "loop" cannot be opened: ELOOP/),
    ]);
  });

  test('a root that is not there, or no folder, is told with its line when sources are asked for', async () => {
    const config = await load('sources:\n  roots:\n    - .\n    - nowhere\n    - modelrail.yaml\n');
    expect(await problemsOf(() => config.sources.roots)).toEqual([
      'modelrail.yaml:4: sources.roots: "nowhere" does not exist',
      'modelrail.yaml:5: sources.roots: "modelrail.yaml" is not a folder',
    ]);
    expect(config.temporal.namespace).toBe('default');
  });

  test('the configuration, its secrets, the state folder and what is listed are never sources', async () => {
    const text = [
      'sources: { never: [drafts, /mnt/a.ifc] }',
      'platforms:',
      '  files: { kind: iuap-files, baseUrl: "http://h", headers: { a: "x${file:secrets/key}y${file:/run/k}" } }',
      'gateway: { tokens: ["${file:token}"] }',
    ];
    const cwd = await makeFolder({ 'modelrail.yaml': text.join('\n') });
    const { sources } = await loadConfig({ kinds: platformKinds, cwd, env: {} });
    const own = ['modelrail.yaml', '.env', 'secrets/key', 'token', '.modelrail', '.modelrail/temporal.db', 'drafts'];
    expect(sources.never).toEqual(
      expect.arrayContaining([...own.map((name) => join(cwd, name)), '/run/k', '/mnt/a.ifc']),
    );
  });

  test('extensions may be written in any case and with their dot', async () => {
    const { sources } = await load('sources: { extensions: [.IFC, Rvt] }');
    expect(sources.extensions).toEqual(['ifc', 'rvt']);
  });

  test.each([
    ['auto', 'auto'],
    ['true', true],
    ['false', false],
  ])('networkDisk may be %s, written or from the environment', async (text, value) => {
    expect((await load(`sources: { networkDisk: ${text} }`)).sources.networkDisk).toBe(value);
    const folder = await makeFolder({ 'modelrail.yaml': 'sources: { networkDisk: "${NETWORK}" }' });
    const config = await loadConfig({ kinds, cwd: folder, env: { NETWORK: text } });
    expect(config.sources.networkDisk).toBe(value);
  });
});

test('worker.host is a name that a task queue can have', async () => {
  expect((await load('worker: { host: 模型工作站 }')).worker.host).toBe('模型工作站');
  expect(await problemsOf(load('worker:\n  host: "model pc"\n'))).toEqual([
    'modelrail.yaml:2: worker.host: must be 1 to 255 characters without blanks, slashes and control characters',
  ]);
});

describe('worker.memory', () => {
  test('is a size', async () => {
    expect((await load('worker: { memory: 1.5GiB }')).worker.memoryBytes).toBe(1.5 * 1024 ** 3);
    expect(await problemsOf(load('worker:\n  memory: 128\n'))).toEqual([
      'modelrail.yaml:2: worker.memory: expected a size such as 4MiB (units: B, KiB, MiB, GiB) (put it in quotes)',
    ]);
    expect(await problemsOf(load('worker: { memory: 0MiB }'))).toEqual([
      'modelrail.yaml:1: worker.memory: expected a size such as 4MiB (units: B, KiB, MiB, GiB), not "0MiB"',
    ]);
  });

  test('has room for a chunk of every platform', async () => {
    const small = chongqing(', upload: { chunkSize: 64KiB }');
    const large = chongqing(', upload: { chunkSize: 8MiB }');
    const config = await load(
      `worker: { memory: 4MiB }\nplatforms:\n  small: ${small}\n  usual: ${chongqing()}\n  large: ${large}\n`,
    );
    const problem =
      'modelrail.yaml:5: platforms.large.upload.chunkSize: a chunk of 8 MiB does not fit into worker.memory (4 MiB)';
    expect(await problemsOf(() => config.platform('large'))).toEqual([problem]);
    expect(await problemsOf(() => config.allPlatforms())).toEqual([problem]);
    expect(chongqingSettings(config, 'usual').upload.chunkSize).toBe(4 * 1024 ** 2);
  });
});

describe('what is wrong in a file', () => {
  test('all problems are told at once, in the order of their lines', async () => {
    const text = `temporl: {}
sources:
  root: [x]
  shared: maybe
  networkDisk: nfs
platforms:
  cq:
    kind: chongqing-bim
    baseURL: http://127.0.0.1
    tokenUrl: nowhere
    username: 5
    password: \${PW}
    upload: { chunkSize: 4MB, concurency: 3, concurrency: 100, bwlimit: fast }
  near: { kind: chonqing-bim }
  far: { kind: something }
  none: {}
  text: 3
gateway: { port: 70000, tokns: [] }
`;
    expect(await problemsOf(load(text))).toEqual([
      'modelrail.yaml:1: unknown key "temporl"; did you mean "temporal"?',
      'modelrail.yaml:3: unknown key "root" in sources; did you mean "roots"?',
      'modelrail.yaml:4: sources.shared: expected boolean, received string',
      'modelrail.yaml:5: sources.networkDisk: Invalid option: expected one of "auto"|true|false',
      'modelrail.yaml:7: missing key "baseUrl" in platforms.cq',
      'modelrail.yaml:7: missing key "bimApiKey" in platforms.cq',
      'modelrail.yaml:9: unknown key "baseURL" in platforms.cq; did you mean "baseUrl"?',
      'modelrail.yaml:10: platforms.cq.tokenUrl: expected an address such as https://bim.example.com, not "nowhere"',
      'modelrail.yaml:11: platforms.cq.username: expected string, received number (put it in quotes)',
      'modelrail.yaml:13: platforms.cq.upload.chunkSize: expected a size such as 4MiB (units: B, KiB, MiB, GiB), not "4MB"',
      'modelrail.yaml:13: platforms.cq.upload.concurrency: Too big: expected number to be <=64',
      'modelrail.yaml:13: platforms.cq.upload.bwlimit: "fast" is not a bandwidth: write a rate such as 10M, or a timetable such as "08:00,512k 19:00,off"',
      'modelrail.yaml:13: unknown key "concurency" in platforms.cq.upload; did you mean "concurrency"?',
      'modelrail.yaml:14: unknown kind "chonqing-bim" in platforms.near; did you mean "chongqing-bim"?',
      `modelrail.yaml:15: unknown kind "something" in platforms.far (there are ${Object.keys(platformKinds).join(', ')})`,
      'modelrail.yaml:16: missing key "kind" in platforms.none',
      'modelrail.yaml:17: platforms.text: expected its settings, such as "kind:"',
      'modelrail.yaml:18: gateway.port: Too big: expected number to be <=65535',
      'modelrail.yaml:18: unknown key "tokns" in gateway; did you mean "tokens"?',
    ]);
  });

  test.each([
    ['a: [1\nb: 2\n', /^modelrail\.yaml:\d: /],
    ['worker: {}\nworker: {}\n', /^modelrail\.yaml:2: .*unique/],
    ['worker: *nobody\n', /^modelrail\.yaml:1: .*nobody/],
    ['- a\n- b\n', /^modelrail\.yaml:1: expected keys and values/],
    ['worker: text\n', /^modelrail\.yaml:1: worker: expected object/],
    ['platforms: [a]\n', /^modelrail\.yaml:1: platforms: expected names with their settings/],
    ['temporal: { address: nowhere }\n', /^modelrail\.yaml:1: temporal\.address: expected HOST:PORT/],
  ])('%j', async (text, problem) => {
    expect(await problemsOf(load(text))).toEqual([expect.stringMatching(problem)]);
  });

  test('lines are right behind anchors, aliases and merges', async () => {
    const text = `platforms:
  one: &one
    kind: chongqing-bim
    baseUrl: http://127.0.0.1
    tokenUrl: http://127.0.0.1
    username: u
    password: p
    bimApiKey: k
  two:
    <<: *one
    pasword: q
  three: *one
`;
    expect(await problemsOf(load(text))).toEqual([
      'modelrail.yaml:11: unknown key "pasword" in platforms.two; did you mean "password"?',
    ]);
  });

  test('a platform may be called like a property of every object', async () => {
    const config = await load(`platforms: { constructor: ${chongqing()} }`);
    expect(config.platformNames).toEqual(['constructor']);
    expect(await problemsOf(() => config.kindOf('toString'))).toEqual([
      'modelrail.yaml:1: platform "toString" is not configured (there are constructor)',
    ]);
  });
});
