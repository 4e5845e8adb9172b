import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { candidatesFor } from '../../cli/completion/candidates.ts';
import { readLine } from '../../cli/completion/line.ts';
import type { Live } from '../../cli/completion/live.ts';
import { placeOf } from '../../cli/completion/place.ts';
import { replyTo } from '../../cli/completion/reply.ts';
import { SCRIPTS } from '../../cli/completion/scripts.ts';
import { SHELLS } from '../../cli/completion/shells.ts';
import { createProgram } from '../../cli/program.ts';
import { runHosted } from '../support/hosted.ts';
import { makeFolder } from './folder.ts';

const program = createProgram({ run: async () => undefined, writeOut: () => undefined, writeErr: () => undefined });

const live: Live = {
  platforms: async () => [{ value: 'cq', text: 'chongqing-bim' }, { value: 'ops' }],
  targets: async () => [{ value: 'night' }],
  operations: async (platform) => [{ value: `${platform}/list` }],
  ids: async (_typed, statuses) => [{ value: 'house' }, { value: statuses?.join('+') ?? 'any' }],
  names: async (option, platform) =>
    ['--type', '--area-code'].includes(option) ? [{ value: `${platform ?? 'any'}-bridge` }] : [],
  syncs: async () => [{ value: 'handover' }],
};

/** What is offered at the end of a line; names of files as `files`. */
async function offered(line: string): Promise<readonly string[] | 'files'> {
  const { before, word } = readLine(line, '\\');
  const candidates = await candidatesFor(placeOf(program, before, word), word, live);
  if (candidates === 'files') return candidates;
  return candidates.map(({ value }) => value).filter((value) => value.startsWith(word));
}

describe('what is offered', () => {
  test.each([
    ['modelrail sy', ['sync']],
    ['modelrail --quiet sy', ['sync']],
    ['modelrail sync e', ['export']],
    ['modelrail help sync e', ['export']],
    ['modelrail help sync export ', []],
    ['modelrail list --sta', ['--status']],
    ['modelrail list --status failed --sta', []],
    ['modelrail top --verb', ['--verbose']],
    ['modelrail list --status c', ['completed', 'cancelled']],
    ['modelrail list --status=pa', ['--status=paused', '--status=partial']],
    ['modelrail list --columns id,sta', ['id,status', 'id,stage', 'id,started']],
    ['modelrail list --columns id,id', []],
    ['modelrail ingest models --platform ', ['cq', 'ops']],
    ['modelrail ingest models --platform=o', ['--platform=ops']],
    ['modelrail ingest models --type ', ['any-bridge']],
    ['modelrail ingest models --platform cq --type ', ['cq-bridge']],
    ['modelrail ingest models --area-code ', ['any-bridge']],
    ['modelrail mirror --area-code ', []],
    ['modelrail mirror --to ', ['cq', 'ops']],
    ['modelrail demo --platform o', []],
    ['modelrail demo --platform dr', ['drawings']],
    ['modelrail init --kind fr', ['fractal3d']],
    ['modelrail show ', ['house', 'any']],
    [
      'modelrail show house ',
      ['--manifest', '--help', '--config', '--json', '--quiet', '--verbose', '--no-color', '--lang', '--version'],
    ],
    ['modelrail report house ', ['any']],
    ['modelrail pause ', ['house', 'running']],
    ['modelrail resume ', ['house', 'paused']],
    ['modelrail cancel ', ['house', 'running+paused']],
    ['modelrail sync trigger ', ['handover']],
    ['modelrail sync create ', []],
    ['modelrail notify test ', ['night']],
    ['modelrail call ', ['cq', 'ops']],
    ['modelrail call ops ', ['ops/list']],
    ['modelrail report --lang ', ['en', 'zh']],
    ['modelrail completion f', ['fish']],
    ['modelrail simulate pe', ['persagy']],
    ['modelrail nothing ', []],
    ['modelrail ingest models --project-name ', []],
  ])('at the end of "%s" is what may stand there', async (line, words) => {
    const found = await offered(line);
    expect([...found].toSorted()).toEqual(words.toSorted());
  });

  test.each([
    'modelrail ingest ',
    'modelrail ingest --tag A B --dry-run ',
    'modelrail ingest -- --',
    'modelrail ingest --request ',
    'modelrail --config ',
    'modelrail --config=',
    'modelrail provision ',
    'modelrail sync create a --source ',
    'modelrail sync import handover ',
    'modelrail report --check paper.csv ',
  ])('at the end of "%s" are names of files', async (line) => {
    expect(await offered(line)).toBe('files');
  });

  test('a hidden command is not among them', async () => {
    expect(await offered('modelrail _')).toEqual([]);
  });
});

describe('a line is read as a shell reads it', () => {
  test.each([
    ['modelrail show a', { before: ['show'], word: 'a', quote: '' }],
    ['modelrail show ', { before: ['show'], word: '', quote: '' }],
    ['A=1 B=2 ./modelrail show ', { before: ['show'], word: '', quote: '' }],
    ['modelrail ingest "a b" \'c d', { before: ['ingest', 'a b'], word: 'c d', quote: "'" }],
    ['modelrail ingest a\\ b\\', { before: ['ingest'], word: 'a b', quote: '' }],
    ['modelrail ingest "a\\"b" ""', { before: ['ingest', 'a"b'], word: '', quote: '' }],
    ['', { before: [], word: '', quote: '' }],
  ])('%s', (line, read) => {
    expect(readLine(line, '\\')).toEqual(read);
  });

  test('whose escape is the grave accent', () => {
    expect(readLine('modelrail ingest C:\\models\\a` b', '`').word).toBe('C:\\models\\a b');
  });
});

describe('what a shell is answered', () => {
  const HOSTILE = [{ value: '$(id)', text: 'a\tb\nc' }, { value: 'a\nb' }, { value: '\u001b[2J' }];

  test('puts nothing into a command line that a shell would run, and nothing that is not seen', () => {
    const line = readLine('modelrail show ', '\\');
    expect(replyTo('bash', line, HOSTILE)).toBe('words\n\\$\\(id\\)\n');
    expect(replyTo('powershell', line, HOSTILE)).toBe("words\n'$(id)'\ta␉b c\n");
    expect(replyTo('zsh', line, HOSTILE)).toBe('words\n$(id)\ta␉b c\n');
  });

  test('begins for bash behind the last character that breaks its words', () => {
    const line = readLine('modelrail list --status=pa', '\\');
    const candidates = [{ value: '--status=paused' }, { value: '--status=failed' }];
    expect(replyTo('bash', line, candidates)).toBe('words\npaused\n');
    expect(replyTo('bash', line, candidates, ' \t')).toBe('words\n--status=paused\n');
    expect(replyTo('powershell', line, candidates)).toBe('words\n--status=paused\n');
  });

  test('has every candidate for shells that select by themselves', () => {
    const line = readLine('modelrail show hou', '\\');
    expect(replyTo('fish', line, [{ value: 'my-house' }])).toBe('words\nmy-house\n');
  });
});

test.each(SHELLS)('completion %s prints its script', async (shell) => {
  expect(await runHosted(['completion', shell])).toMatchObject({ code: 0, stdout: SCRIPTS[shell], stderr: '' });
});

describe('where there is no answer', () => {
  async function completed(env: NodeJS.ProcessEnv, words: readonly string[]) {
    const folder = await makeFolder();
    onTestFinished(() => folder[Symbol.asyncDispose]());
    const { code, stdout, stderr } = await runHosted(['__complete', 'zsh', '--', ...words], {
      cwd: folder.path,
      env: { ...process.env, ...env },
    });
    return { code, stdout, stderr };
  }

  test('a Temporal that says nothing is waited for, but not for long', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    // as: a server on a port has an address
    const { port } = silent.address() as AddressInfo;
    const env = { TEMPORAL_ADDRESS: `127.0.0.1:${port}` };
    expect(await completed(env, ['show', ''])).toEqual({ code: 0, stdout: 'words\n', stderr: '' });
  });

  test('none is told of a Temporal that is not there', async () => {
    const env = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
    expect(await completed(env, ['sync', 'show', ''])).toEqual({ code: 0, stdout: 'words\n', stderr: '' });
  });

  test('none is told of a configuration that is not there', async () => {
    expect(await completed({}, ['--config', 'no.yaml', 'ingest', '--platform', ''])).toEqual({
      code: 0,
      stdout: 'words\n',
      stderr: '',
    });
  });

  test('none is told of an operation of a platform that is not there', async () => {
    expect(await completed({}, ['call', 'nope', ''])).toEqual({ code: 0, stdout: 'words\n', stderr: '' });
  });
});
