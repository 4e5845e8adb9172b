import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../fences/cruise.ts';
import { startGatewayProcess, TOKENS } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { temporalAddress } from '../support/provided.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const EXAMPLES = join(projectRoot, 'docs', 'examples');
const TEST_TIMEOUT_MS = 120_000;
/** A Python that has to have the package; without it the one on PATH, if it has. */
const named = process.env['MODELRAIL_TEST_PYTHON'];
const python = named ?? 'python3';
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** One of the examples, as its readers run it. */
interface Example {
  command: string;
  args: string[];
  /** Why it cannot run here. */
  missing?: string | undefined;
  /** Whether it can retry what has ended. */
  retriesEnded: boolean;
}

const examples: Record<string, Example> = {
  'ingest.sh': { command: 'sh', args: [], missing: missingProgram('curl'), retriesEnded: true },
  'ingest.py': { command: python, args: [], missing: missingPython(), retriesEnded: false },
  'ingest.ts': { command: process.execPath, args: ['--import', tsx], retriesEnded: true },
};

function missingProgram(name: string): string | undefined {
  return spawnSync(name, ['--version']).status === 0 ? undefined : `there is no ${name}`;
}

function missingPython(): string | undefined {
  if (named !== undefined || spawnSync(python, ['-c', 'import temporalio']).status === 0) return undefined;
  return 'there is no python3 with the package temporalio; MODELRAIL_TEST_PYTHON can name one';
}

for (const [name, { missing }] of Object.entries(examples)) {
  if (missing !== undefined) console.warn(`docs/examples/${name} is not tried: ${missing}`);
}

/** An example that runs. */
interface Running {
  /** The id that it tells. */
  id: Promise<string>;
  ended: Promise<{ code: number | null; answer: unknown; words: string }>;
}

/** A system that no worker listens to yet, with a gateway. */
async function startRig(example: string): Promise<{ system: TestSystem; run(...args: string[]): Running }> {
  const system = await startSystem();
  onTestFinished(() => system[Symbol.asyncDispose]());
  const gateway = await startGatewayProcess(system);
  onTestFinished(() => gateway.kill());
  const { command, args } = examples[example] ?? { command: '', args: [] };
  const env = {
    ...process.env,
    MODELRAIL_URL: gateway.url,
    MODELRAIL_TOKEN: TOKENS[0],
    MODELRAIL_TASK_QUEUE: system.taskQueue,
    TEMPORAL_ADDRESS: temporalAddress(),
  };
  return {
    system,
    run(...rest) {
      const child = spawn(command, [...args, join(EXAMPLES, example), ...rest], { env, cwd: projectRoot });
      onTestFinished(() => void child.kill('SIGKILL'));
      return follow(child);
    },
  };
}

function follow(child: ChildProcess): Running {
  let stdout = '';
  let words = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const ended = once(child, 'close').then(([code]) => ({
    code: typeof code === 'number' ? code : null,
    answer: stdout === '' ? undefined : (JSON.parse(stdout) as unknown),
    words,
  }));
  const id = new Promise<string>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words += text;
      const told = /^ingestion (\S+)/m.exec(words)?.[1];
      if (told !== undefined) resolve(told);
    });
    ended.then(() => reject(new Error(`it told no id: ${words}`)), reject);
  });
  id.catch(() => undefined);
  return { id, ended };
}

/** The request of the documents, about a model of the system's own. */
async function writeRequest(system: TestSystem, change: { host?: string; group?: string } = {}): Promise<string> {
  const source = await system.addModel('house.ifc', smallIfc(1));
  const documented = JSON.parse(await readFile(join(EXAMPLES, 'request.json'), 'utf8'));
  const [file] = documented.files;
  const request = {
    ...documented,
    ...(change.group === undefined ? {} : { group: { name: change.group } }),
    files: [{ ...file, source, host: change.host ?? 'test-host' }],
  };
  const path = join(system.folder, `request-${change.host ?? ''}${change.group ?? ''}.json`);
  await writeFile(path, JSON.stringify(request));
  return path;
}

describe.each(Object.entries(examples))('%s', (name, { missing, retriesEnded }) => {
  test('starts once, pauses, resumes, and ends when all is delivered', {
    timeout: TEST_TIMEOUT_MS,
  }, async (context) => {
    context.skip(missing !== undefined, missing);
    const { system, run } = await startRig(name);
    const request = await writeRequest(system);
    const key = `house-${randomUUID()}`;
    const first = run('ingest', request, key);
    const id = await first.id;
    expect((await run('pause', id).ended).code).toBe(0);
    await system.hostedWorker();
    await system.until(id, ({ status }) => status === 'paused');
    const second = run('ingest', request, key);
    expect(await second.id).toBe(id);
    expect(await run('show', id).ended).toMatchObject({ code: 0, answer: { id, status: 'paused' } });
    expect(await run('retry', id).ended).toMatchObject({ code: 0, answer: { retriedNow: 0 } });

    const other = await run('ingest', await writeRequest(system, { group: 'Other' }), key).ended;
    expect(other.code).toBe(1);
    expect(other.words).toContain('exists with another request');

    expect((await run('resume', id).ended).code).toBe(0);
    for (const { ended } of [first, second, run('ingest', request, key)]) {
      expect(await ended).toMatchObject({ code: 0, answer: { id, status: 'completed' } });
    }
    const { models, projects, tasks } = await system.simulator.state();
    expect(models).toMatchObject([{ name: 'house.ifc' }]);
    expect([projects.length, tasks.length]).toEqual([1, 1]);
    const listed = [];
    for await (const summary of system.client.list()) if (summary.id === id) listed.push(summary.status);
    expect(listed).toEqual(['completed']);
  });

  test('tells in words why nothing was delivered', { timeout: TEST_TIMEOUT_MS }, async (context) => {
    context.skip(missing !== undefined, missing);
    const { system, run } = await startRig(name);
    await system.hostedWorker();
    await system.simulator.failModel({ name: 'house.ifc', errorMessage: 'walls without a roof', times: 1 });
    const request = await writeRequest(system);
    const key = `house-${randomUUID()}`;
    const first = run('ingest', request, key);
    const failed = await first.ended;
    expect(failed.code).toBe(1);
    expect(failed.words).toContain('walls without a roof');

    const id = await first.id;
    const retried = await run('retry', id).ended;
    expect(retried.code).toBe(retriesEnded ? 0 : 1);
    if (!retriesEnded) {
      expect(await system.client.retry(id)).toMatchObject({ isNewRun: true });
      expect(await system.finish(id)).toMatchObject({ status: 'completed' });
    } else {
      expect(await run('ingest', request, key).ended).toMatchObject({ code: 0, answer: { status: 'completed' } });
    }

    const waiting = run('ingest', await writeRequest(system, { host: 'elsewhere' }), `${key}-elsewhere`);
    expect((await run('cancel', await waiting.id).ended).code).toBe(0);
    const cancelled = await waiting.ended;
    expect(cancelled.code).toBe(1);
    expect(cancelled.words).toContain('cancelled');
    expect(await run('show', 'nothing').ended).toMatchObject({
      code: 1,
      words: expect.stringMatching(/not found|no ingestion/i),
    });
    expect((await run('show').ended).code).toBe(2);
  });
});
