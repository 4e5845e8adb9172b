import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { makeChinese } from '../../cli/chinese-help.ts';
import { createProgram } from '../../cli/program.ts';
import { textWidth } from '../../cli/render/text.ts';
import { speaking } from '../../lib/words/say.ts';
import { CHINESE, HELP } from '../../lib/words/zh/chinese.ts';
import { runHosted } from '../support/hosted.ts';

const WIDTH = 80;
/** Texts that were asked for. */
const said = new Set<string>();
const written: string[] = [];

function speakingChinese<Result>(run: () => Result): Result {
  const translate = (text: string) => {
    said.add(text);
    return CHINESE[text];
  };
  return speaking({ language: 'zh', translate }, run);
}

const program = speakingChinese(() => {
  const made = createProgram({
    run: async () => undefined,
    writeOut: (text) => void written.push(text),
    writeErr: () => undefined,
  });
  made.configureOutput({ getOutHelpWidth: () => WIDTH });
  makeChinese(made);
  return made;
});

function commandsBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsBelow)];
}

function titleOf(command: Command): string {
  return command.parent === null ? command.name() : `${titleOf(command.parent)} ${command.name()}`;
}

const all = commandsBelow(program).map((command) => ({ title: titleOf(command), command }));

function helpOf(command: Command): string {
  written.length = 0;
  speakingChinese(() => command.outputHelp());
  return written.join('');
}

/** What is typed is the same in each language. */
const TYPED = /^[\w.,:%/-]*$/;
const HAN = /\p{Script=Han}/u;

describe('the Chinese help', () => {
  test.each(all)('of $title has nothing in English', ({ command }) => {
    const texts = [
      command.description(),
      ...command.registeredArguments.map(({ description }) => description),
      ...command.options.flatMap(({ description, defaultValueDescription = '' }) => [
        description,
        defaultValueDescription,
      ]),
      // Headings.
      ...helpOf(command)
        .split('\n')
        .filter((line) => /^[^\s#`].*[:：]$/u.test(line)),
    ];
    expect(texts.filter((text) => !HAN.test(text) && !TYPED.test(text))).toEqual([]);
  });

  test.each(all)('of $title keeps to the screen, with descriptions below each other', ({ command }) => {
    const [help = ''] = helpOf(command).split(/\n\S+示例：|\n长期生效：/u);
    const items = help.split('\n').flatMap((line) => /^( {2}\S.*? {2,})\p{Script=Han}/u.exec(line)?.[1] ?? []);
    expect(new Set(items.map(textWidth)).size).toBeLessThanOrEqual(1);
    const tooWide = help.split('\n').filter((line) => textWidth(line) > WIDTH && line.trim().includes(' '));
    expect(tooWide.filter((line) => !line.startsWith('  modelrail '))).toEqual([]);
  });

  test('has no translation that no help says', () => {
    for (const { command } of all) helpOf(command);
    expect(Object.keys(HELP).filter((text) => !said.has(text))).toEqual([]);
  });
});

describe('Chinese', () => {
  test.for([
    [['--help', '--lang', 'zh'], {}],
    [['--lang=zh', 'help'], { LANG: 'en_US.UTF-8' }],
    [['-h'], { LANG: 'zh_CN.UTF-8' }],
    [['-h'], { LC_ALL: 'zh_CN', LANG: 'en_US.UTF-8' }],
  ] as const)('is spoken by %j with %j', async ([args, env]) => {
    const { code, stdout, stderr } = await runHosted(args, { env: { PATH: process.env['PATH'], ...env } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^用法： modelrail \[选项\] \[命令\]/u);
  });

  test.for([
    [['--help', '--lang', 'en'], { LANG: 'zh_CN.UTF-8' }],
    [['-h'], { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }],
    [['-h', '--json'], { LANG: 'zh_CN.UTF-8' }],
    [['-h'], {}],
  ] as const)('is not spoken by %j with %j', async ([args, env]) => {
    const { stdout } = await runHosted(args, { env: { PATH: process.env['PATH'], ...env } });
    expect(stdout).toMatch(/^Usage: modelrail/);
  });

  test.for([
    [['ingst'], '没有命令 ingst；是不是 ingest？'],
    [['qqqqqqqq'], '没有命令 qqqqqqqq；`modelrail help` 列出全部'],
    [['list', '--qqqqqqqq'], '没有选项 --qqqqqqqq；`modelrail help` 列出全部'],
    [['sync', 'lst'], '没有命令 lst；是不是 list？'],
    [['ingest', '--platfrm', 'cq'], '没有选项 --platfrm；是不是 --platform？'],
    [['show'], '缺少参数 id'],
    [['show', 'a', 'b'], '参数太多：应有 1 个，给了 2 个'],
    [['list', '--status'], '选项 --status <status> 缺少值'],
    [['list', '--status', 'done'], '--status 不能是 done，可选值：running、paused、completed'],
    [['simulate', 'other'], 'kind 不能是 other，可选值：chongqing-bim、'],
    [['sync', 'create', 'a'], '缺少必需的选项 --source <source>'],
    [['sync'], '用法： modelrail sync'],
  ] as const)('tells of %j what is wrong', async ([args, words]) => {
    const chinese = await runHosted([...args, '--lang', 'zh']);
    expect(chinese).toMatchObject({ code: 2, stdout: '' });
    expect(chinese.stderr).toContain(words);
    const [json, english] = await Promise.all([
      runHosted([...args, '--json', '--lang', 'zh']),
      runHosted([...args, '--json', '--lang', 'en']),
    ]);
    expect(json).toEqual(english);
  });

  test('is read only where it is spoken', async () => {
    const built = (name: string) => readFile(new URL(`../../dist/lib/words/${name}.js`, import.meta.url), 'utf8');
    const [say, speech] = await Promise.all([built('say'), built('speech')]);
    expect(speech).toMatch(/await import\('\.\/zh\/chinese\.js'\)/);
    expect(speech).not.toMatch(/^import .*\/zh\//m);
    expect(say).not.toMatch(/\bimport\b.*\/zh\//);
  });
});
