import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import { runCommand } from '../support/program.ts';
import { CONFIG, makeFolder, PROJECT, type TestFolder } from './folder.ts';

let folder: TestFolder;

beforeAll(async () => {
  folder = await makeFolder();
  await folder.write('models/house.ifc', smallIfc(1));
  await folder.write('models/empty.ifc', '');
  await folder.write('models/house', smallIfc(3));
  await folder.write('outside.ifc', smallIfc(2));
  await folder.write('models/docs/read.me', 'no model');
  await symlink(join(folder.path, 'outside.ifc'), join(folder.path, 'models', 'link.ifc'));
  await mkdir(join(folder.path, 'models', 'none'));
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** Arguments of `ingest`, the type of the error, and words that its message has. */
type Case = readonly [args: readonly string[], type: string, words: readonly string[]];

const GOOD = ['models/house.ifc', '--platform', 'cq', ...PROJECT];

const cases: readonly Case[] = [
  [['models/house.ifc', '--platform', 'cp', ...PROJECT], 'InvalidRequest', ['"cp"', 'did you mean "cq"?']],
  [['--platform', 'cq', ...PROJECT], 'InvalidRequest', ['no file is named']],
  [['--platform', 'cq', ...PROJECT, '--tag', 'A', 'models/house.ifc'], 'InvalidRequest', ['put the files before it']],
  [
    ['models/hause.ifc', '--platform', 'cq', ...PROJECT],
    'SourceNotFound',
    ['does not exist', 'did you mean "models/house.ifc"?'],
  ],
  [
    ['models/no.ifc', 'outside.ifc', '--platform', 'cq', '--stage', 'x', '--project-name', 'A'],
    'InvalidRequest',
    ['no.ifc does not exist', 'outside sources.roots', '--stage must be', '--project-code is missing'],
  ],
  [
    ['models/no.ifc', '--platform', 'cp', '--concurrency', '0'],
    'InvalidRequest',
    ['no.ifc does not exist', 'did you mean "cq"?', '--concurrency must be at least 1'],
  ],
  [['--platform', 'cq', '--stage', 'x'], 'InvalidRequest', ['no file is named', '--stage must be']],
  [['models/no.ifc', 'outside.ifc', '--platform', 'cq', ...PROJECT], 'SourceNotAllowed', ['no.ifc', 'outside.ifc']],
  [['models/*.rvt', '--platform', 'cq', ...PROJECT], 'SourceNotFound', ['nothing matches models/*.rvt']],
  [['models/docs', '--platform', 'cq', ...PROJECT], 'InvalidRequest', ['folder models/docs holds no model']],
  [['models/none', '--platform', 'cq', ...PROJECT], 'InvalidRequest', ['folder models/none holds no model']],
  [['models/empty.ifc', '--platform', 'cq', ...PROJECT], 'InvalidRequest', ['empty.ifc is empty']],
  [
    ['models/house', '--platform', 'cq', ...PROJECT],
    'InvalidRequest',
    ['files[0].name is missing: "house" has no extension', 'set `name`'],
  ],
  [['outside.ifc', '--platform', 'cq', ...PROJECT], 'SourceNotAllowed', ['outside sources.roots']],
  [['models/link.ifc', '--platform', 'cq', ...PROJECT], 'SourceNotAllowed', ['link.ifc', 'outside sources.roots']],
  [['/', '--platform', 'cq', ...PROJECT], 'SourceNotAllowed', ['/ is outside sources.roots']],
  [['/etc', '--platform', 'cq', ...PROJECT], 'SourceNotAllowed', ['/etc is outside sources.roots']],
  [
    ['ftp://host/house.ifc?key=hidden', '--platform', 'cq', ...PROJECT],
    'InvalidRequest',
    ['ftp://host/house.ifc?key=hidden is no source'],
  ],
  [
    ['https://ada:hidden@host/house.ifc', '--platform', 'cq', ...PROJECT],
    'InvalidRequest',
    ['https://host/house.ifc has a user in it'],
  ],
  ...['127.0.0.1', 'localhost', '[::1]', '0x7f.1', '2130706433', '10.1.2.3', '169.254.169.254', '[fd00::1]'].map(
    (host): [string[], string, string[]] => [
      [`http://${host}:81/house.ifc?key=hidden`, '--platform', 'cq', ...PROJECT],
      'SourceNotAllowed',
      [`http://${host}:81/house.ifc is on this machine or in a private network: sources.allowHosts has no "${host}"`],
    ],
  ),
  [['models/house.ifc', '--platform', 'cq'], 'InvalidRequest', ['--project-id (or --project-name']],
  [
    ['models/house.ifc', '--platform', 'cq', '--project-name', 'A'],
    'InvalidRequest',
    ['--project-code is missing', '--area-code is missing', '--type is missing', '--stage is missing'],
  ],
  [[...GOOD, '--project-id', 'p'], 'InvalidRequest', ['--project-name is for a new project']],
  [[...GOOD, '--rate', 'half'], 'InvalidRequest', ['--rate must be an integer, not "half"']],
  [
    [...GOOD, '--start-date', '2026-02-30'],
    'InvalidRequest',
    ['--start-date must be a date as yyyy-MM-dd, not "2026-02-30"'],
  ],
  [[...GOOD, '--bwlimit', 'fast'], 'InvalidRequest', ['--bwlimit is wrong', '"fast"']],
  [[...GOOD, '--concurrency', '0'], 'InvalidRequest', ['--concurrency must be at least 1']],
  [[...GOOD, '--id', 'a b'], 'InvalidRequest', ['--id takes 1 to 200 letters', '"a b"']],
  [[...GOOD, '--request', 'request.yaml'], 'InvalidRequest', ['--platform', '"models/house.ifc"', 'beside --request']],
  [['--request', 'nowhere.yaml'], 'InvalidRequest', ['request file "nowhere.yaml" does not exist']],
  [[...GOOD, '--config', 'nowhere.yaml'], 'InvalidRequest', ['configuration file "nowhere.yaml" does not exist']],
];

describe('ingest refuses, before anything is started', () => {
  test.concurrent.for(cases)('%j', async ([args, type, words], { expect }) => {
    const { code, stdout, stderr } = await folder.modelrail('ingest', ...args, '--json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const { error } = JSON.parse(stdout);
    expect(error.type).toBe(type);
    for (const word of words) expect(error.message).toContain(word);
  });

  // One of each type, and what the parser of the command line has to say.
  test.concurrent.for<Case>([
    [['models/house.ifc', '--platform', 'cp', ...PROJECT], 'InvalidRequest', ['"cp"', 'did you mean "cq"?']],
    [['models/hause.ifc', '--platform', 'cq', ...PROJECT], 'SourceNotFound', ['did you mean "models/house.ifc"?']],
    [['outside.ifc', '--platform', 'cq', ...PROJECT], 'SourceNotAllowed', ['outside sources.roots']],
    [[...GOOD, '--on-model-error', 'stop'], 'InvalidRequest', ['Allowed choices are continue, fail']],
  ])('as a program: %j', async ([args, type, words], { expect }) => {
    const { code, stdout, stderr } = await folder.program('ingest', ...args, '--json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    const { error } = JSON.parse(stdout);
    expect(error.type).toBe(type);
    for (const word of words) expect(error.message).toContain(word);
  });

  test('all bad files at once', async () => {
    const { code, stderr } = await folder.modelrail(
      'ingest',
      ...GOOD,
      'outside.ifc',
      'models/empty.ifc',
      'models/link.ifc',
    );
    expect(code).toBe(2);
    for (const name of ['outside.ifc', 'empty.ifc', 'link.ifc']) expect(stderr).toContain(name);
    expect(stderr).not.toContain('house.ifc');
  });
});

describe('a request file', () => {
  test('tells every problem with its line', async () => {
    await folder.write(
      'bad.yaml',
      [
        'platform: cq',
        'projekt: { id: p }',
        'files:',
        '  - sourse: models/house.ifc',
        '  - { source: models/house.ifc, tags: [1] }',
      ].join('\n'),
    );
    const { code, stderr } = await folder.modelrail('ingest', '--request', 'bad.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('bad.yaml:2: projekt is an unknown key; did you mean "project"?');
    expect(stderr).toContain('bad.yaml:4: files[0].sourse is an unknown key; did you mean "source"?');
    expect(stderr).toContain('bad.yaml:4: files[0].source is missing');
    expect(stderr).toContain('bad.yaml:5: files[1].tags[0] must be a text, not 1');
  });

  test('with a wrong key tells what is wrong with its files, too', async () => {
    await folder.write(
      'mixed.yaml',
      'platform: cq\nprojekt: { id: p }\nfiles: [{ source: models/no.ifc }, { source: models/house.ifc }, { sourse: x }]\n',
    );
    const { code, stderr } = await folder.modelrail('ingest', '--request', 'mixed.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('mixed.yaml:2: projekt is an unknown key');
    expect(stderr).toContain('mixed.yaml:3: files[2].source is missing');
    expect(stderr).toContain(`${join(folder.path, 'models', 'no.ifc')} does not exist`);
    expect(stderr).not.toContain('house.ifc');
  });

  test('has its paths count from its own folder', async () => {
    await folder.write(
      'models/requests/good.yaml',
      'platform: cq\nproject: { id: p }\nfiles: [{ source: ../house.ifc }, { source: ../nothing.ifc }]\n',
    );
    const { code, stderr } = await folder.modelrail('ingest', '--request', 'models/requests/good.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain(`${join(folder.path, 'models', 'nothing.ifc')} does not exist`);
    expect(stderr).not.toContain('house.ifc');
  });
});

describe('Temporal that does not run', () => {
  test('is told, with the way out', async () => {
    const startedAt = performance.now();
    const { code, stdout, stderr } = await folder.program('ingest', ...GOOD);
    expect(performance.now() - startedAt).toBeLessThan(60_000);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('Temporal does not answer at 127.0.0.1:1');
    expect(stderr).toContain('modelrail dev');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test.concurrent.for(['list', 'show x', 'watch x', 'pause x', 'retry x'])(
    '%s ends with 4',
    async (command, { expect }) => {
      const { code, stdout } = await folder.modelrail(...command.split(' '), '--json');
      expect(code).toBe(4);
      expect(JSON.parse(stdout).error.type).toBe('TemporalUnavailable');
    },
  );

  test.concurrent.for(['worker', 'doctor'])('%s ends with 4, and says once what to do', async (command, { expect }) => {
    const settings = { CQ_USERNAME: 'u', CQ_PASSWORD: 'p', CQ_BIM_API_KEY: 'k' };
    const { code, stdout, stderr } = await runCommand([command], {
      cwd: folder.path,
      env: { ...folder.env, ...settings },
    });
    expect(code).toBe(4);
    const told = stdout + stderr;
    expect(told).toMatch(/Temporal does not answer at 127\.0\.0\.1:1[^]*modelrail dev/);
    expect(told.match(/modelrail dev/g)).toHaveLength(1);
  });

  test('a stack trace is for --verbose', async () => {
    const { stderr } = await folder.modelrail('list', '--verbose');
    expect(stderr).toMatch(/^\s+at /m);
  });
});

describe('the configuration', () => {
  test('with an unknown key is refused by file and line', async () => {
    await folder.write('wrong.yaml', CONFIG.replace('baseUrl', 'baseURL'));
    const { code, stderr } = await folder.modelrail('list', '--config', 'wrong.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('wrong.yaml:6: unknown key "baseURL" in platforms.cq; did you mean "baseUrl"?');
  });

  test('with an address that is none is refused with what it should be', async () => {
    await folder.write('address.yaml', CONFIG.replace('baseUrl: http://127.0.0.1:1', 'baseUrl: platform.example'));
    const { code, stderr } = await folder.modelrail('list', '--config', 'address.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('platforms.cq.baseUrl: expected an address such as https://');
    expect(stderr).toContain('not "platform.example"');
  });

  test('with an unset variable is refused by worker and doctor, by no other command', async () => {
    const [worker, doctor, list] = await Promise.all([
      folder.modelrail('worker'),
      folder.modelrail('doctor'),
      folder.modelrail('list'),
    ]);
    expect(worker.code).toBe(2);
    expect(worker.stderr).toContain('CQ_PASSWORD is not set');
    expect(doctor.code).toBe(4);
    expect(doctor.stdout).toContain('CQ_PASSWORD is not set');
    expect(list.code).toBe(4);
  });
});
