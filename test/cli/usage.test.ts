import { describe, expect, test } from 'vitest';
import { packageVersion } from '../../lib/package-version.ts';
import { runHosted } from '../support/hosted.ts';
import { runCommand } from '../support/program.ts';

describe('usage of the command line', () => {
  test('help goes to stdout and names every command of this version, and no other', async () => {
    const { code, stdout, stderr } = await runCommand(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const commands = [
      'init',
      'demo',
      'dev',
      'ingest',
      'list',
      'show',
      'verify',
      'report',
      'watch',
      'top',
      'set',
      'pause',
      'resume',
      'cancel',
      'retry',
      'sync',
      'comments',
      'directory',
      'mirror',
      'provision',
      'upgrade',
      'call',
      'disk',
      'attachments',
      'worker',
      'gateway',
      'simulate',
      'notify',
      'doctor',
      'help',
      'version',
      'completion',
    ];
    const [list = ''] = stdout.split('\nExamples:\n');
    const named = [...list.matchAll(/^ {2}([a-z]+)(?: \[options\]| <id>|$| )/gm)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set(commands));
  });

  test.for([['--version'], ['-V'], ['version']])('%j says the version', async (args) => {
    expect(await runHosted(args)).toEqual({ code: 0, signal: null, stdout: `${packageVersion()}\n`, stderr: '' });
  });

  test('help of a command has its own options and those of all', async () => {
    const { stdout } = await runCommand(['ingest', '--help']);
    for (const flag of [
      '--project-code',
      '--on-model-error',
      '--bwlimit',
      '--dry-run',
      '--detach',
      '--config',
      '--json',
      '--no-color',
    ]) {
      expect(stdout).toContain(flag);
    }
  });

  test.concurrent.for([
    [['qqqqqqqq'], "unknown command 'qqqqqqqq'; `modelrail help` lists what there is"],
    [['ingst'], "unknown command 'ingst'; did you mean ingest?"],
    [['ingest', '--platfrm', 'cq'], "unknown option '--platfrm'; did you mean --platform?"],
    [['help', 'ingst'], 'unknown command \'ingst\'; did you mean "ingest"?'],
    [['show'], "missing required argument 'id'"],
    [['list', '--status', 'done'], 'Allowed choices are running, paused'],
    [['list', '--since', 'yesterday'], '--since must be a date'],
    [['simulate', '--port', 'x'], '--port must be a port'],
    [['simulate', '--merge-time', 'long'], '--merge-time must be a duration such as 30s'],
  ] as const)('%j is wrong usage', async ([args, words], { expect }) => {
    const plain = await runCommand(args);
    expect(plain).toMatchObject({ code: 2, stdout: '' });
    expect(plain.stderr).toContain(words);
    expect(plain.stderr).not.toMatch(/^\s+at /m);
    const json = await runCommand([...args, '--json']);
    expect(json).toMatchObject({ code: 2, stderr: '' });
    expect(JSON.parse(json.stdout)).toEqual({
      error: { type: 'InvalidRequest', message: expect.stringContaining(words) },
    });
  });

  test('without a command the help is shown on stderr', async () => {
    const { code, stdout, stderr } = await runCommand([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: modelrail');
  });
});
