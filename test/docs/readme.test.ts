import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { EXIT } from '../../cli/exit-codes.ts';
import { createProgram } from '../../cli/program.ts';
import { ERROR_TYPES } from '../../contracts/errors.ts';
import { SEARCH_ATTRIBUTES } from '../../contracts/names.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { sections } from '../../lib/config/sections.ts';
import { parseDuration, parseSize } from '../../lib/quantities.ts';
import { definitionOf, platformKinds } from '../../platforms/kinds.ts';
import { readIngestRequest } from '../../platforms/requests.ts';
import { simulators } from '../../platforms/simulators.ts';
import { projectRoot } from '../fences/cruise.ts';
import { anchorsOf, codeSpans, fencedBlocks, type MarkdownPage, modelrailCalls, tableRows } from './markdown.ts';

const pages = await readPages();
const program = createProgram({ run: async () => undefined, writeOut: () => undefined, writeErr: () => undefined });

async function readPages(): Promise<MarkdownPage[]> {
  const below = await readdir(join(projectRoot, 'docs'), { recursive: true });
  const names = [
    'README.md',
    'README.zh-CN.md',
    ...below.filter((name) => name.endsWith('.md')).map((name) => join('docs', name)),
  ];
  return Promise.all(
    names.toSorted().map(async (name) => ({ name, text: await readFile(join(projectRoot, name), 'utf8') })),
  );
}

function page(name: string): MarkdownPage {
  const found = pages.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function flagsOf(command: Command): string[] {
  return command.options.flatMap(({ long }) => long ?? []).concat('--help');
}

/** The command that some words begin with, or the one below it that they go on with: `sync create`. */
function commandNamed([name, below]: readonly string[]): Command | undefined {
  const command = program.commands.find((one) => one.name() === name);
  const hasOthers = command !== undefined && command.commands.length > 0;
  if (!hasOthers || below === '…') return command;
  return command.commands.find((one) => one.name() === below);
}

/** All commands, those below others too. */
function allCommands(): Command[] {
  return program.commands.flatMap((command) => [command, ...command.commands]);
}

/** What is wrong with a call of the program as the documents write it. */
function problemOf(words: readonly string[]): string | undefined {
  const [name = ''] = words;
  const command = name.startsWith('--') ? program : commandNamed(words);
  if (command === undefined) return `no command "${name}"`;
  const known = [...flagsOf(command), ...flagsOf(program)];
  const unknown = words.map((word) => word.split('=')[0] ?? '').filter((word) => /^--\w/.test(word));
  const bad = unknown.filter((flag) => !known.includes(flag));
  return bad.length === 0 ? undefined : `"${name}" has no ${bad.join(', ')}`;
}

test.each(['CHANGELOG.md', 'CONTRIBUTING.md', ...pages.map(({ name }) => name)])(
  '%s has no line that a merge left',
  async (name) => {
    expect((await readFile(join(projectRoot, name), 'utf8')).match(/^(<{7}|={7}|>{7})( .*)?$/m)).toBeNull();
  },
);

describe('commands', () => {
  test.each(pages)('of $name are in the help of the program', ({ text }) => {
    const problems = modelrailCalls(text).flatMap(({ line, words }) => {
      const problem = problemOf(words);
      return problem === undefined ? [] : [`${line}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  test.each(pages)('flags that $name mentions alone exist', ({ text }) => {
    const known = new Set([program, ...allCommands()].flatMap(flagsOf));
    const mentioned = codeSpans(text).filter((span) => /^--\w/.test(span));
    const flags = mentioned.flatMap((span) => span.match(/--[\w-]+/g) ?? []);
    expect(flags.filter((flag) => !known.has(flag))).toEqual([]);
  });

  test('the README has every command in its table, and the examples are found at all', () => {
    const readme = page('README.md').text;
    const rows = tableRows(readme, 'Commands').flatMap(([first = '']) => /`modelrail (\w+)/.exec(first)?.[1] ?? []);
    expect(rows.toSorted()).toEqual(
      program
        .createHelp()
        .visibleCommands(program)
        .map((command) => command.name())
        .toSorted(),
    );
    expect(modelrailCalls(readme).length).toBeGreaterThan(20);
  });
});

describe('tables', () => {
  test('of errors has every type', () => {
    const types = tableRows(page('README.md').text, 'Errors').flatMap(([first = '']) => codeSpans(first));
    expect(types).toEqual([...ERROR_TYPES]);
  });

  test('of exit codes has every code', () => {
    const codes = tableRows(page('README.md').text, 'Exit codes').map(([first]) => Number(first));
    expect(codes).toEqual(Object.values(EXIT));
  });

  test('of search attributes has every attribute', () => {
    const names = tableRows(page('docs/operating.md').text, 'The Temporal UI').flatMap(([first = '']) =>
      codeSpans(first),
    );
    expect(names.toSorted()).toEqual(Object.keys(SEARCH_ATTRIBUTES).toSorted());
  });

  test.each(simulators)('of settings of $kind has every setting with its default, and no other', (simulator) => {
    const { settings } = definitionOf(simulator.kind);
    if (!(settings instanceof z.ZodObject)) throw new Error('settings are no object');
    const rows = tableRows(page(`docs/platforms/${simulator.kind}.md`).text, 'Settings');
    const documented = rows.flatMap(([keys = '', value = '']) => codeSpans(keys).map((key) => [key, value] as const));
    expect(documented.map(([key]) => key).toSorted()).toEqual(keysOf(settings).toSorted());
    const defaults = settings.parse(simulator.settings('http://127.0.0.1'));
    for (const [key, cell] of documented) {
      const [written] = codeSpans(cell);
      if (written !== undefined) expect([key, valueAt(defaults, key)]).toEqual([key, readValue(written)]);
    }
  });

  test.each(['temporal', 'sources', 'results', 'worker', 'evidence'] as const)(
    'of configuration.md have every key of %s',
    (name) => {
      const { text } = page('docs/configuration.md');
      const documented = tableRows(text, name).flatMap(([first = '']) => codeSpans(first));
      const unused = codeSpans(text).flatMap((span) => (span === `${name}.allowHosts` ? ['allowHosts'] : []));
      expect([...documented, ...new Set(unused)].toSorted()).toEqual(Object.keys(sections[name].shape).toSorted());
    },
  );
});

/** Keys of a schema, those of mappings in it with a dot. */
function keysOf(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape).flatMap(([key, field]) => {
    const inner = field instanceof z.ZodPrefault ? field.unwrap() : field;
    return inner instanceof z.ZodObject ? keysOf(inner).map((below) => `${key}.${below}`) : [key];
  });
}

function valueAt(value: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((at, part) => Object.entries(at ?? {}).find(([name]) => name === part)?.[1], value);
}

function readValue(written: string): unknown {
  return parseSize(written) ?? parseDuration(written) ?? (/^\d+$/.test(written) ? Number(written) : written);
}

describe('examples', () => {
  const [configuration = '', request = ''] = fencedBlocks(page('README.md').text)
    .filter(({ language }) => language === 'yaml')
    .map(({ lines }) => lines.join('\n'));

  test("the README's configuration loads with the variables that it exports", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'modelrail-docs-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'modelrail.yaml');
    await writeFile(path, configuration);
    const exported = /^export (.*)$/m.exec(page('README.md').text)?.[1] ?? '';
    const env = Object.fromEntries(exported.split(' ').map((pair) => pair.split('=') as [string, string]));
    const config = await loadConfig({ kinds: platformKinds, path, env });
    expect(config.platform('cq')).toMatchObject({ kind: 'chongqing-bim', username: 'demo' });
  });

  test("the README's request is one that the platform takes", () => {
    // What is wrong with it is what is to be seen.
    const { files, ...rest } = parse(request);
    const absolute = files.map((file: { source: string }) => ({ ...file, source: resolve(file.source) }));
    const reading = { kindOf: () => 'chongqing-bim' as const, isStart: true };
    expect(() => readIngestRequest({ ...rest, files: absolute }, reading)).not.toThrow();
  });
});

describe('links', () => {
  const links = pages.flatMap(({ name, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ name, target })),
  );

  test.each(links.filter(({ target }) => !/^https?:/.test(target)))('$name → $target', async ({ name, target }) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? join(projectRoot, name) : resolve(projectRoot, dirname(name), path);
    await access(file);
    if (anchor !== undefined) expect(anchorsOf(page(relative(projectRoot, file)).text)).toContain(anchor);
  });

  test('the index of docs/ leads to every page', () => {
    const index = links.filter(({ name }) => name === 'docs/README.md').map(({ target }) => join('docs', target));
    const others = pages
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('README.') && name !== 'docs/README.md')
      // Chinese pages are in an index of their own, which has what this one has.
      .filter((name) => !name.startsWith('docs/zh/') || name === 'docs/zh/README.md');
    // A link to a folder leads to what is in it: every kind of platform has a page there.
    expect(others.filter((name) => !index.includes(name) && !index.includes(`${dirname(name)}/`))).toEqual([]);
  });
});
