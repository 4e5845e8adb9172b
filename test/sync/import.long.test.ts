import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importSync } from '../../cli/commands/sync/import.ts';
import type { CliContext } from '../../cli/context.ts';
import type { RememberedFile } from '../../client/index.ts';
import { CHANGE_UPDATE, memoryWorkflowId, rangeWorkflowId, SYNC_RANGE_WORKFLOW } from '../../contracts/sync/memory.ts';
import { PROGRAM, runCommand } from '../support/program.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { connectTemporalClient } from '../support/temporal-client.ts';
import { finishRun } from './finish-run.ts';
import { rememberedFile, seedProject } from './sync-system.ts';

let system: TestSystem;
let folder: string;
const name = `import-${randomUUID().slice(0, 8)}`;

beforeAll(async () => {
  system = await startSystem();
  await system.hostedWorker();
  const id = await seedProject(system);
  folder = join(system.models, 'handover');
  await mkdir(folder);
  await writeFile(join(folder, 'delivered.ifc'), 'delivered');
  await system.client.syncs.create(name, {
    source: folder,
    host: 'test-host',
    every: '1h',
    platform: 'cq',
    project: { id },
  });
});
afterAll(() => system[Symbol.asyncDispose]());

const textOf = (...paths: string[]) => paths.map((path) => `${JSON.stringify(rememberedFile(path))}\n`).join('');

async function paths(): Promise<string[]> {
  const found: string[] = [];
  for await (const { path } of system.client.syncs.export(name)) found.push(path);
  return found;
}

describe('what a sync is to remember', () => {
  it('is read from a pipe, which gives it once', async () => {
    const file = join(system.folder, 'piped.jsonl');
    await writeFile(file, textOf('a', 'b'));
    const script = '"$0" "$1" sync import "$2" <(cat "$3") --yes --config "$4"';
    const { stderr } = await promisify(execFile)('bash', [
      '-c',
      script,
      process.execPath,
      PROGRAM,
      name,
      file,
      system.configPath,
    ]);
    expect(stderr).toContain('remembers 2 files');
    expect(await paths()).toEqual(['a', 'b']);
  });

  it.each([[[]], [['-']]])('is read from standard input with the arguments %j in place of a file', async (given) => {
    const input = textOf('d', 'c');
    const result = await runCommand(['sync', 'import', name, ...given, '--yes', '--config', system.configPath], {
      input,
    });
    expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('remembers 2 files') });
    expect(await paths()).toEqual(['c', 'd']);
    const wrong = await runCommand(['sync', 'import', name, ...given, '--yes', '--config', system.configPath], {
      input: '{}',
    });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('standard input:1: path is missing') });
  });

  it('is refused when the file is another one at the second look', async () => {
    const file = join(system.folder, 'growing.jsonl');
    await writeFile(file, textOf('a'));
    const taken: string[] = [];
    const syncs = {
      get: () => system.client.syncs.get(name),
      async import(_name: string, files: AsyncIterable<RememberedFile>) {
        await appendFile(file, textOf('b'));
        for await (const { path } of files) taken.push(path);
        return { files: taken.length };
      },
    };
    const context = {
      cwd: system.folder,
      config: () => Promise.resolve({}),
      connect: () => Promise.resolve({ syncs, [Symbol.asyncDispose]: () => Promise.resolve() }),
      note: () => undefined,
      err: { isTerminal: false },
    } as unknown as CliContext; // as: all that the command looks at
    await expect(importSync(context, name, 'growing.jsonl', { yes: true })).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: '"growing.jsonl" changed while it was read: nothing is imported',
    });
  });

  it('leaves nothing open of what was allowed before', async () => {
    await using temporal = await connectTemporalClient(temporalAddress());
    const { workflow } = temporal.client;
    const register = await workflow.start(SYNC_RANGE_WORKFLOW, {
      workflowId: rangeWorkflowId(name, 'approval-1'),
      taskQueue: system.taskQueue,
      args: [{ tag: '0'.repeat(32) }, new Uint8Array()],
    });
    const approve = { parts: ['approval-1'] };
    await workflow.getHandle(memoryWorkflowId(name)).executeUpdate(CHANGE_UPDATE, { args: [{ approve }] });
    await system.client.syncs.import(name, [], { replace: true });
    await expect.poll(async () => (await register.describe()).status.name).toBe('COMPLETED');
  });

  it('does not take the place of what a run delivered meanwhile', async () => {
    const { syncs } = system.client;
    const deliver = async () => {
      const { run = '' } = await syncs.trigger(name);
      expect(await finishRun(system, run)).toMatchObject({ status: 'completed', ingestions: [expect.any(String)] });
    };
    async function* files(): AsyncGenerator<RememberedFile> {
      yield rememberedFile('a');
      await deliver();
    }
    const refused = async () => {
      await expect(syncs.import(name, files(), { replace: true })).rejects.toMatchObject({
        type: 'AlreadyExists',
        message: expect.stringContaining('meanwhile'),
      });
      expect(await paths()).toEqual(['delivered.ifc']);
    };
    await syncs.import(name, [], { replace: true });
    await deliver();
    await writeFile(join(folder, 'delivered.ifc'), 'delivered and changed');
    await refused();
    await syncs.import(name, [], { replace: true });
    await refused();
    await using temporal = await connectTemporalClient(temporalAddress());
    const query = `ModelrailSync = "${name}" AND WorkflowType = "syncRange" AND ExecutionStatus = "Running"`;
    await expect.poll(async () => (await temporal.client.workflow.count(query)).count).toBe(1);
  });
});
