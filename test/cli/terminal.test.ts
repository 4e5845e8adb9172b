import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { confirm } from '../../cli/confirm.ts';
import { createContext, type GlobalOptions } from '../../cli/context.ts';
import { createStatusLine } from '../../cli/render/status-line.ts';

/** A context whose streams are a terminal, or pipes, and what was written to stderr. */
function surroundings(isTerminal: boolean, options: Partial<GlobalOptions> = {}) {
  const streams = {
    stdin: Object.assign(new PassThrough(), { isTTY: isTerminal }),
    stdout: Object.assign(new PassThrough(), { isTTY: isTerminal }),
    stderr: Object.assign(new PassThrough(), { isTTY: isTerminal, columns: 80 }),
  };
  // as: what a context takes of a process
  const process = { ...streams, env: {}, cwd: () => '/' } as unknown as NodeJS.Process;
  const context = createContext({ color: false, ...options }, process);
  return { context, stdin: streams.stdin, told: () => textOf(streams.stderr), stderr: streams.stderr };
}

function textOf(stream: Readable): string {
  return String(stream.read() ?? '');
}

/** The output of a command in an environment. */
function outputIn(env: NodeJS.ProcessEnv, { isTerminal = true, columns = 80, ...options }: OutputOptions = {}) {
  const stdout = Object.assign(new PassThrough(), { isTTY: isTerminal, columns });
  // as: what a context takes of a process
  const process = { stdin: stdout, stdout, stderr: stdout, env, cwd: () => '/' } as unknown as NodeJS.Process;
  const { out } = createContext({ color: true, ...options }, process);
  return {
    isTerminal: out.isTerminal,
    isDrawable: out.isDrawable,
    hasColors: out.colors.isColorSupported,
    width: out.width,
  };
}

type OutputOptions = Partial<GlobalOptions> & { isTerminal?: boolean; columns?: number };

describe('a terminal', () => {
  test('has colours, and is drawn on', () => {
    expect(outputIn({ TERM: 'xterm' })).toEqual({ isTerminal: true, isDrawable: true, hasColors: true, width: 80 });
  });

  test('that is dumb has neither, and is asked', () => {
    expect(outputIn({ TERM: 'dumb' })).toMatchObject({ isTerminal: true, isDrawable: false, hasColors: false });
  });

  test.each(['1', 'true', 'yes'])('of a CI (CI=%s) is a pipe', (ci) => {
    expect(outputIn({ CI: ci })).toEqual({
      isTerminal: false,
      isDrawable: false,
      hasColors: false,
      width: undefined,
    });
  });

  test.each(['', '0', 'false'])('is none of a CI by CI=%s', (ci) => {
    expect(outputIn({ CI: ci })).toMatchObject({ isTerminal: true, isDrawable: true });
  });

  test('that does not know its width has the usual one', () => {
    expect(outputIn({}, { columns: 0 })).toMatchObject({ width: 80 });
  });

  test.each<[boolean, NodeJS.ProcessEnv, OutputOptions]>([
    [true, { FORCE_COLOR: '1' }, { isTerminal: false }],
    [true, { FORCE_COLOR: '' }, { isTerminal: false }],
    [true, { FORCE_COLOR: '3', TERM: 'dumb' }, {}],
    [true, { FORCE_COLOR: '1', CI: '1' }, {}],
    [false, { FORCE_COLOR: '0' }, {}],
    [false, { FORCE_COLOR: 'false' }, {}],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, {}],
    [false, { FORCE_COLOR: '1' }, { color: false }],
    [false, { FORCE_COLOR: '1' }, { json: true }],
    [false, { FORCE_COLOR: '1' }, { events: true }],
    [false, { NO_COLOR: '1' }, {}],
    [false, {}, { isTerminal: false }],
  ])('is it %s that there are colours, with %j and %j', (hasColors, env, options) => {
    expect(outputIn(env, options)).toMatchObject({ hasColors });
  });
});

describe('what cannot be undone', () => {
  test.each([
    ['y', true],
    ['yes', true],
    ['n', false],
    ['', false],
  ])('is asked for on a terminal: %j', async (answer, isWanted) => {
    const { context, stdin, told } = surroundings(true);
    const asked = confirm(context, 'a would forget 3 files');
    stdin.write(`${answer}\n`);
    expect(await asked).toBe(isWanted);
    expect(told()).toMatch(/^a would forget 3 files\n.*Go on\? \[y\/N\] /);
  });

  test('is not done when the terminal goes', async () => {
    const { context, stdin } = surroundings(true);
    stdin.end();
    expect(await confirm(context, 'a would forget 3 files')).toBe(false);
  });

  test.each([
    ['without one', false, {}],
    ['with --json', true, { json: true }],
  ])('needs --yes %s', async (_where, isTerminal, options) => {
    await expect(confirm(surroundings(isTerminal, options).context, 'a would forget 3 files')).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: 'a would forget 3 files: confirm with --yes',
    });
  });
});

describe('the line that says how far something is', () => {
  test('shows itself on a terminal once it takes more than a second, below what else is told', async () => {
    const { context, stderr } = surroundings(true);
    using line = createStatusLine(context, 'comparing');
    line.update('5 files found');
    let shown = '';
    while (!shown.includes('5 files found · 1 s')) {
      await once(stderr, 'readable');
      shown += textOf(stderr);
    }
    context.warn('no worker listens');
    while (!/no worker listens\n[^]*5 files found/.test(shown)) {
      await once(stderr, 'readable');
      shown += textOf(stderr);
    }
    expect(shown).not.toContain('comparing');
    line.stop();
    expect(context.isJson).toBe(false);
  });

  test.each([
    ['on a pipe', false, {}],
    ['with --json', true, { json: true }],
    ['with --quiet', true, { quiet: true }],
  ])('is not there %s', (_where, isTerminal, options) => {
    const { context, stderr } = surroundings(isTerminal, options);
    using line = createStatusLine(context, 'comparing');
    line.update('5 files found');
    // It would divert what else is told.
    context.warn('as it is');
    expect(textOf(stderr)).toBe('as it is\n');
  });
});
