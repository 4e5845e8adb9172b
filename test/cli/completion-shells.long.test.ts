import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PROGRAM } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const ID = 'completion-weighbridge';
const SYNC = 'completion-handover';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  const bin = join(system.folder, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'modelrail'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  await chmod(join(bin, 'modelrail'), 0o755);
  const model = await system.addModel('house.ifc', 'house');
  await system.start(system.request([model]), ID);
  const declared = await system.modelrail(
    ...['sync', 'create', SYNC, '--source', system.models, '--every', '1d', '--platform', 'cq', '--project-id', 'P-1'],
  );
  expect(declared.stderr + declared.code).toContain('0');
  // Temporal lists what was started a moment later, and tells nothing of it.
  await vi.waitUntil(async () => (await idsOf(system)).includes(ID), { timeout: 30_000 });
});
afterAll(async () => {
  await system.finish(ID);
  await system.client.syncs.delete(SYNC);
  await system[Symbol.asyncDispose]();
});

async function idsOf({ client }: TestSystem): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of client.list()) ids.push(id);
  return ids;
}

/** Runs a script in a shell that reads no file of its user; answers the lines that it writes. */
async function linesOf(shell: string, args: readonly string[], script: string): Promise<string[]> {
  const { stdout, stderr } = await promisify(execFile)(shell, [...args, script], {
    cwd: system.folder,
    env: {
      ...process.env,
      PATH: `${join(system.folder, 'bin')}:${process.env['PATH']}`,
      MODELRAIL_CONFIG: system.configPath,
      LC_ALL: 'C.UTF-8',
      // So that a busy machine is no reason for an empty answer.
      MODELRAIL_COMPLETION_WAIT: '1m',
    },
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

/** What each shell offers at the end of a line, by its own completion. */
const offered: Readonly<Record<string, (line: string) => Promise<string[]>>> = {
  bash: (line) =>
    linesOf(
      'bash',
      ['--norc', '--noprofile', '-c'],
      `source <(modelrail completion bash) && source <(modelrail completion bash)
COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDBREAKS=$' \\t\\n"><=;|&(:'
_modelrail; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ),
  zsh: (line) =>
    linesOf(
      'zsh',
      ['-f', '-c'],
      `autoload -U compinit && compinit -D -u
source <(modelrail completion zsh)
_files() { print files }
compadd() { while [[ $1 != -a ]]; do shift; done; print -rl -- "\${(@P)2}" }
words=(${line.endsWith(' ') ? `${line}''` : line}) CURRENT=$#words PREFIX=$words[-1]
print -r -- $_comps[modelrail]
_modelrail`,
    ).then(([first, ...rest]) => {
      expect(first).toBe('_modelrail');
      return rest;
    }),
  fish: (line) =>
    linesOf(
      'fish',
      ['--no-config', '-c'],
      `modelrail completion fish | source
complete -C '${line}'`,
    ).then((lines) => lines.map((one) => one.split('\t')[0] ?? '')),
};

for (const [shell, at] of Object.entries(offered)) {
  const isThere = spawnSync(shell, ['-c', 'exit']).status === 0;
  // A shell that is not on this machine is told in the name: its script is not tried then.
  describe.skipIf(!isThere)(`${shell}${isThere ? '' : ', which is not here'}`, () => {
    test('offers commands', async () => {
      expect(await at('modelrail sync exp')).toContain('export');
    });

    test('offers the platforms of the configuration', async () => {
      expect(await at('modelrail ingest --platform ')).toContain('cq');
    });

    test('offers ids and syncs that Temporal has', async () => {
      expect(await at('modelrail show completion-w')).toContain(ID);
      expect(await at('modelrail sync show completion-h')).toContain(SYNC);
    });
  });
}
