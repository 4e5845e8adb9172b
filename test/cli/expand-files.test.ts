import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expandFiles } from '../../cli/request/expand-files.ts';

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
  await symlink(join(root, 'out', 'secret.ifc'), join(root, 'in', 'leak.ifc'));
  await symlink(join(root, 'out'), join(root, 'in', 'leak-folder'));
  await symlink(join(root, 'in'), join(root, 'in', 'deep', 'loop'));
  await symlink(join(root, 'nowhere'), join(root, 'in', 'dead.ifc'));
  await symlink(join(root, 'in', 'a.rvt'), join(root, 'in', 'deep', 'again.rvt'));
});

afterAll(() => rm(root, { recursive: true }));

async function expand(...args: string[]) {
  const expanded = await expandFiles(args, { cwd: root, roots: [join(root, 'in')], extensions: ['ifc', 'rvt'] });
  return { ...expanded, sources: expanded.sources.map((source) => source.slice(root.length + 1)) };
}

describe('the files that arguments stand for', () => {
  test('a folder gives its models at any depth, sorted, extensions in any case, links out left out with a warning', async () => {
    const { sources, warnings, problems } = await expand('in');
    expect(problems).toEqual([]);
    expect(sources).toEqual([
      'in/[1].ifc',
      'in/a.rvt',
      'in/b.IFC',
      'in/deep/again.rvt',
      'in/deep/c.ifc',
      'in/😀 模型.ifc',
    ]);
    for (const name of ['leak.ifc', 'leak-folder', 'dead.ifc']) {
      expect(warnings.filter((warning) => warning.includes(join('in', name)))).toHaveLength(1);
    }
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
    const { problems } = await expand('in/x.ifc', 'in/*.dwg', 'in/*.txt', 'out/nothing', 'http://host/a.ifc');
    expect(problems.map(({ type }) => type)).toEqual([
      'SourceNotFound',
      'SourceNotFound',
      'InvalidRequest',
      'SourceNotFound',
      'InvalidRequest',
    ]);
  });
});
