import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printable } from '../../cli/render/text.ts';
import { visibleJson, visibleLines, visibleLog } from '../../cli/render/visible.ts';
import { visible } from '../../contracts/visible.ts';
import { startCommand } from '../support/program.ts';
import { makeFolder } from './folder.ts';

/** C0, DEL, C1 (one of them is an escape of its own), line separators, and marks of direction. */
const ACTED_ON = '\u001b\u0007\u0008\u007f\u0085\u009b\u2028\u2029\u061c\u200e\u200f\u202a\u202e\u2066\u2069\ud800';
const RAW = /(?![\n\t])[\p{Cc}\u2028-\u202e\u2066-\u2069\u061c\u200e\u200f]/u;
const NAME = 'a\u001b[2J\u202ecfi.b\u009b31m';

describe('what a terminal would act on', () => {
  test('is seen instead', () => {
    expect(visible(ACTED_ON)).toBe(
      '␛␇␈␡\\u0085\\u009b\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a\\u202e\\u2066\\u2069\\ud800',
    );
    expect(printable(NAME)).toBe('a␛[2J\\u202ecfi.b\\u009b31m');
  });

  test('and what it shows stays as it is, in any language', () => {
    const text = '住宅楼模型 ハウス 😀 👨‍👩‍👧 مبنى é';
    for (const shown of [visible(text), visibleLines(text, true), visibleJson(text)]) expect(shown).toBe(text);
  });

  test('is seen in lines, of which our own colours and line ends stay', () => {
    const line = `\u001b[31mfailed\u001b[39m\t${NAME}\nnext`;
    expect(visibleLines(line, true)).toBe('\u001b[31mfailed\u001b[39m\ta␛[2J\\u202ecfi.b\\u009b31m\nnext');
    expect(visibleLines(line, false)).toBe('␛[31mfailed␛[39m\ta␛[2J\\u202ecfi.b\\u009b31m\nnext');
  });

  test('is an escape in JSON, which means the same', () => {
    const value = { name: NAME, more: [ACTED_ON.slice(0, -1)], lines: 'a\nb' };
    const json = visibleJson(JSON.stringify(value, null, 2));
    expect(JSON.parse(json)).toEqual(value);
    expect(json).not.toMatch(RAW);
  });

  test('is seen in what is made of a log line', () => {
    const { msg } = JSON.parse(visibleLog(JSON.stringify({ msg: `${NAME}\b\\u001b\\\\b\nnext` })));
    expect(msg).toBe('a␛[2J\\u202ecfi.b\\u009b31m␈\\u001b\\\\b\nnext');
  });
});

test('no command writes it: not in an error, not in JSON', async () => {
  await using folder = await makeFolder();
  const args = ['ingest', join(folder.path, 'models', NAME), '--platform', 'cq', '--project-id', 'p'];
  const text = await folder.modelrail(...args);
  expect([text.code, text.stderr]).toEqual([2, expect.stringContaining('a␛[2J\\u202ecfi.b\\u009b31m')]);
  expect(text.stderr).not.toMatch(RAW);
  const json = await folder.modelrail(...args, '--json');
  expect(json.stdout).not.toMatch(RAW);
  expect(JSON.parse(json.stdout).error.message).toContain(NAME);
});

test.each(['pretty', 'json'])('no log in the form %s has it', async (format) => {
  await using folder = await makeFolder();
  const lock = join(folder.path, '.modelrail', 'spool', 'lock');
  await mkdir(lock, { recursive: true });
  await writeFile(join(lock, '1.json'), JSON.stringify({ pid: 1, host: NAME, place: 'other', start: null }));
  const args = ['gateway', '--port', '0', '--log-format', format];
  await using gateway = await startCommand(args, { cwd: folder.path, env: folder.env });
  await expect.poll(() => gateway.output()).toContain('in use by another gateway');
  expect(gateway.output()).not.toMatch(RAW);
});
