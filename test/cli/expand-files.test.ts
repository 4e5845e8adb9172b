import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expandFiles } from '../../cli/request/expand-files.ts';

/** No test of this file lists a bucket. */
function noObjects(): never {
  throw new Error('there is no bucket');
}

let root: string;

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'modelrail-expand-')));
  await mkdir(join(root, 'in', 'deep'), { recursive: true });
  await mkdir(join(root, 'out'));
  const files = [
    'in/b.IFC',
    'in/a.rvt',
    'in/deep/c.ifc',
    'in/notes.txt',
    'in/[1].ifc',
    'in/😀 模型.ifc',
    'out/secret.ifc',
  ];
  await Promise.all(files.map((name) => writeFile(join(root, name), 'x')));
  await writeFile(join(root, 'in', 'deep', 'empty.ifc'), '');
  await symlink(join(root, 'out', 'secret.ifc'), join(root, 'in', 'leak.ifc'));
  await symlink(join(root, 'out'), join(root, 'in', 'leak-folder'));
  await symlink(join(root, 'in'), join(root, 'in', 'deep', 'loop'));
  await symlink(join(root, 'nowhere'), join(root, 'in', 'dead.ifc'));
  await symlink(join(root, 'in', 'a.rvt'), join(root, 'in', 'deep', 'again.rvt'));
});

afterAll(() => rm(root, { recursive: true }));

async function expand(...args: string[]) {
  const expanded = await expandFiles(args, {
    cwd: root,
    roots: [join(root, 'in')],
    extensions: ['ifc', 'rvt'],
    listObjects: noObjects,
    listPlatform: noObjects,
  });
  const below = (path: string) => path.slice(root.length + 1);
  return {
    ...expanded,
    sources: expanded.sources.map(below),
    skipped: expanded.skipped.map(({ source, reason }) => [below(source), reason]),
  };
}

describe('the files that arguments stand for', () => {
  test('a folder gives its models at any depth, sorted, extensions in any case, and tells what it leaves out', async () => {
    const { sources, skipped, warnings, problems } = await expand('in');
    expect([warnings, problems]).toEqual([[], []]);
    expect(sources).toEqual([
      'in/[1].ifc',
      'in/a.rvt',
      'in/b.IFC',
      'in/deep/again.rvt',
      'in/deep/c.ifc',
      'in/😀 模型.ifc',
    ]);
    expect(skipped).toEqual([
      ['in/dead.ifc', 'it is a link whose target does not exist'],
      ['in/deep/empty.ifc', 'it is empty'],
      ['in/leak-folder', `it is a link out of sources.roots, to ${join(root, 'out')}`],
      ['in/leak.ifc', `it is a link out of sources.roots, to ${join(root, 'out', 'secret.ifc')}`],
    ]);
    expect((await expand('in', 'in/deep/*')).skipped).toEqual(skipped);
  });

  test('a glob gives models only', async () => {
    expect((await expand('in/*')).sources).toEqual(['in/[1].ifc', 'in/a.rvt', 'in/b.IFC', 'in/😀 模型.ifc']);
    expect((await expand('in/**/*.ifc')).sources).toContain('in/deep/c.ifc');
  });

  test('a path that exists is taken literally, whatever it is called', async () => {
    expect((await expand('in/[1].ifc')).sources).toEqual(['in/[1].ifc']);
    expect((await expand('in/notes.txt')).sources).toEqual(['in/notes.txt']);
  });

  test('a file that is named twice is taken once', async () => {
    const { sources, warnings } = await expand('in/a.rvt', './in/../in/a.rvt', 'in/*.rvt');
    expect(sources).toEqual(['in/a.rvt']);
    expect(warnings).toHaveLength(1);
  });

  test('all problems are found', async () => {
    const { problems } = await expand('in/x.ifc', 'in/*.dwg', 'in/*.txt', 'out/nothing', 'ftp://host/a.ifc');
    expect(problems.map(({ type }) => type)).toEqual([
      'SourceNotFound',
      'SourceNotFound',
      'InvalidRequest',
      'SourceNotFound',
      'InvalidRequest',
    ]);
  });

  test('a folder out of the roots is refused before it is walked, and so is a pattern that begins there', async () => {
    for (const arg of ['/', 'out', 'in/leak-folder', 'out/**', '/*/*.ifc', '.']) {
      const { sources, problems } = await expand(arg);
      expect(sources).toEqual([]);
      expect(problems).toEqual([
        { type: 'SourceNotAllowed', message: expect.stringContaining('is outside sources.roots: ') },
      ]);
    }
  });

  test('a pattern has the alternatives, classes and escapes of a shell', async () => {
    expect((await expand('in/{a,b,x}.{rvt,IFC}')).sources).toEqual(['in/a.rvt', 'in/b.IFC']);
    expect((await expand('in/[!b-z].rvt')).sources).toEqual(['in/a.rvt']);
    expect((await expand('in/?.rvt')).sources).toEqual(['in/a.rvt']);
    expect((await expand('in/\\[?].ifc')).sources).toEqual(['in/[1].ifc']);
    expect((await expand('in/[[x]1[\\]y]*')).sources).toEqual(['in/[1].ifc']);
    expect((await expand('./in/**/c.*')).sources).toEqual(['in/deep/c.ifc']);
  });
});

describe('a path that cannot be looked at is told as such', () => {
  test('a name that is too long', async () => {
    const long = 'x'.repeat(300);
    const { problems } = await expand(`in/${long}.ifc`);
    expect(problems).toEqual([
      { type: 'InvalidRequest', message: expect.stringMatching(/cannot be opened: the path is too long$/) },
    ]);
    expect((await expand(`in/${long}*.ifc`)).problems[0]?.message).toContain('nothing matches');
  });

  test('a link whose target does not exist, without its own name as a hint', async () => {
    const { problems } = await expand('in/dead.ifc');
    expect(problems).toEqual([
      { type: 'SourceNotFound', message: 'in/dead.ifc is a link whose target does not exist' },
    ]);
  });
});

describe('nothing is left out without a word', () => {
  const odd = () => join(root, 'in', 'odd');

  beforeAll(async () => {
    await mkdir(join(odd(), '.hidden', 'deep'), { recursive: true });
    await mkdir(join(odd(), 'bytes'));
    const names = ['two\nlines.ifc', '.one.ifc', '.hidden/two.ifc', '.hidden/deep/three.ifc', '.hidden/notes.txt'];
    await Promise.all(names.map((name) => writeFile(join(odd(), name), 'x')));
    await writeFile(
      Buffer.concat([Buffer.from(join(odd(), 'bytes', 'h')), Buffer.from([0xe4]), Buffer.from('.ifc')]),
      'x',
    );
    await mkdir(join(root, 'in', 'ring', 'a'), { recursive: true });
    await mkdir(join(root, 'in', 'ring', 'b'));
    await symlink(join(root, 'in', 'ring', 'b'), join(root, 'in', 'ring', 'a', 'to-b'));
    await symlink(join(root, 'in', 'ring', 'a'), join(root, 'in', 'ring', 'b', 'to-a'));
    await writeFile(join(root, 'in', 'ring', 'a', 'm.ifc'), 'x');
  });

  afterAll(() => Promise.all(['odd', 'ring'].map((name) => rm(join(root, 'in', name), { recursive: true }))));

  test.for(['in/odd/{*,**/*}.ifc', 'in/odd/**/two*'])('a name of two lines is found by %s', async (arg) => {
    expect((await expand(arg)).sources).toEqual(['in/odd/two\nlines.ifc']);
  });

  test('what is hidden is skipped and counted, unless it is named', async () => {
    const { warnings } = await expand('in/odd/**/*.ifc');
    expect(warnings).toEqual([expect.stringMatching(/^left out: 3 models in hidden files and folders, e\.g\. /)]);
    expect((await expand('in/odd/.hidden')).sources).toEqual([
      'in/odd/.hidden/deep/three.ifc',
      'in/odd/.hidden/two.ifc',
    ]);
    expect((await expand('in/odd/.*')).sources).toEqual(['in/odd/.one.ifc']);
    expect((await expand('in/odd/.*')).warnings).toEqual([]);
  });

  test('a name that is not UTF-8 is told as such', async () => {
    const { skipped, problems } = await expand('in/odd/bytes');
    expect(skipped).toEqual([['in/odd/bytes/h\u{FFFD}.ifc', 'its name is not UTF-8']]);
    expect(problems).toEqual([{ type: 'InvalidRequest', message: expect.stringContaining('holds no model') }]);
    const [named] = (await expand('in/odd/bytes/h\u{FFFD}.ifc')).problems;
    expect(named?.message).toContain('UTF-8');
  });

  test('links between two folders are not followed round and round', async () => {
    expect((await expand('in/ring')).sources).toEqual(['in/ring/a/m.ifc', 'in/ring/b/to-a/m.ifc']);
  });
});
