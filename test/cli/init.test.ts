import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { init } from '../../cli/commands/init.ts';
import { readConfig } from '../../cli/config.ts';
import { createContext } from '../../cli/context.ts';
import { KINDS, questionsFor, variableOf } from '../../cli/init/setup.ts';
import type { RunningSimulator } from '../../lib/simulation/definition.ts';
import { simulators } from '../../platforms/simulators.ts';

const ENTER = '\r';
const CTRL_C = '\u0003';
const DOWN = '\u001b[B';

const running = new Map<string, RunningSimulator>();
let states: string;
let folder: string;

beforeAll(async () => {
  states = await mkdtemp(join(tmpdir(), 'modelrail-init-states-'));
  for (const { kind, start } of simulators) {
    running.set(kind, await start({ host: '127.0.0.1', port: 0, dataDir: join(states, kind) }, {}));
  }
});
afterAll(async () => {
  for (const simulator of running.values()) await simulator.close();
  await rm(states, { recursive: true });
});
beforeEach(async () => {
  const path = await mkdtemp(join(tmpdir(), 'modelrail-init-'));
  onTestFinished(() => rm(path, { recursive: true }));
  folder = path;
});

/** The answers that the simulator of a kind takes, in the order of the questions; those of parts by `KEY.PART`. */
function answersFor(kind: string): { key: string; isSecret: boolean; value: string }[] {
  const simulator = simulators.find((one) => one.kind === kind);
  const settings = simulator?.settings(running.get(kind)?.url ?? '') ?? {};
  return questionsFor(simulator?.kind ?? 'persagy').flatMap(({ key, isSecret, problemOfPart }) => {
    if (problemOfPart === undefined) return [{ key, isSecret, value: String(settings[key]) }];
    return Object.entries(z.record(z.string(), z.string()).parse(settings[key])).map(([part, value]) => {
      return { key: `${key}.${part}`, isSecret, value };
    });
  });
}

/** `init` in the folder, with a terminal where `isTerminal`. */
function start(options: Parameters<typeof init>[1] = {}, { env = {}, isTerminal = true } = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY: isTerminal, setRawMode: () => stdin });
  const stdout = new PassThrough();
  const stderr = Object.assign(new PassThrough(), { isTTY: isTerminal, columns: 100, rows: 40 });
  // as: what a context takes of a process
  const process = Object.assign(new PassThrough(), {
    ...{ stdin, stdout, stderr, env, cwd: () => folder },
  }) as unknown as NodeJS.Process;
  const context = createContext({ color: false }, process);
  let written = '';
  let all = '';
  return {
    ended: init(context, options),
    printed: () => String(stdout.read() ?? ''),
    /** All that questions have shown, and what is waiting to be read. */
    seen: () => all + stripVTControlCharacters(String(stderr.read() ?? '')),
    /** Waits until something is asked after what was asked before, and answers it. */
    async answer(question: string, keys: string): Promise<void> {
      for (;;) {
        const at = written.indexOf(question);
        if (at >= 0) {
          written = written.slice(at + question.length);
          break;
        }
        if (stderr.readableLength === 0) await once(stderr, 'readable');
        const more = stripVTControlCharacters(String(stderr.read() ?? ''));
        written += more;
        all += more;
      }
      stdin.write(keys);
    },
  };
}

/** Takes the suggestion of a question away. */
const CLEARED = '\u0015';

/** Answers what is asked for each of some answers: parts by their names first. */
async function typeAll(answer: ReturnType<typeof start>['answer'], answers: readonly { key: string; value: string }[]) {
  for (const { key, value } of answers) {
    const [head = '', ...part] = key.split('.');
    if (part.length > 0) await answer(`${head}: the name of one`, `${CLEARED}${part.join('.')}${ENTER}`);
    await answer(key, `${CLEARED}${value}${ENTER}`);
    if (part.length > 0) await answer(`${head}: the next one`, `${CLEARED}${ENTER}`);
  }
}

/** The configuration, with the secrets of the env file alone. */
async function loaded(): ReturnType<typeof readConfig> {
  const lines = (await readFile(join(folder, '.modelrail.env'), 'utf8')).split('\n');
  const pairs = lines.flatMap((line) => {
    const [, name, value] = /^(\w+)='(.*)'$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return readConfig(undefined, Object.fromEntries(pairs), folder);
}

describe('init', () => {
  test.each(KINDS)('asks on a terminal for a platform of kind %s, tries it and writes both files', async (kind) => {
    const { ended, answer, printed } = start();
    await answer('Kind of the platform', DOWN.repeat(KINDS.indexOf(kind)) + ENTER);
    await answer('A name for it', `${CLEARED}cq${ENTER}`);
    const answers = answersFor(kind);
    await typeAll(answer, answers);
    await answer('Folder with your models', ENTER);
    expect(await ended).toBe(0);
    const config = await loaded();
    const settings = config.platform('cq');
    expect(settings).toMatchObject({ kind, baseUrl: running.get(kind)?.url });
    const text = await readFile(join(folder, 'modelrail.yaml'), 'utf8');
    for (const { isSecret, value, key } of answers) {
      if (isSecret) expect(text).toContain(`${key.split('.').at(-1)}: \${${variableOf('cq', key)}}`);
      expect(text.includes(value)).toBe(!isSecret);
    }
    expect((await stat(join(folder, '.modelrail.env'))).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).toSorted()).toEqual(['.modelrail.env', 'modelrail.yaml', 'models']);
    expect(printed()).toContain('set -a; . ./.modelrail.env; set +a; modelrail dev');
  });

  test('tries an address as soon as it is there, and asks for it again', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    // as: a server on a port has an address
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    const [kind = 'persagy'] = KINDS;
    const { ended, answer, seen } = start({ kind, name: 'cq', models: '.' });
    await answer('baseUrl', `${CLEARED}http://127.0.0.1:${port}${ENTER}`);
    await answer('What now?', ENTER);
    await typeAll(answer, answersFor(kind));
    expect(await ended).toBe(0);
    expect(seen()).toContain(`cannot reach http://127.0.0.1:${port}: connection refused`);
    expect(seen()).toContain(`a server answers at ${running.get(kind)?.url}`);
  });

  test('tries to sign in before it asks for what no call tries, and asks again with what was said', async () => {
    const [kind = 'persagy'] = KINDS;
    const { ended, answer } = start({ kind, name: 'cq', models: '.' });
    const answers = answersFor(kind);
    const [probed, rest] = [answers.slice(0, -1), answers.slice(-1)];
    expect(rest).toMatchObject([{ key: 'bimApiKey' }]);
    await typeAll(
      answer,
      probed.map(({ key, value }) => ({ key, value: key === 'password' ? 'wrong' : value })),
    );
    await answer('What now?', ENTER);
    for (const { key, value } of probed) await answer(key, key === 'password' ? `${value}${ENTER}` : ENTER);
    await typeAll(answer, rest);
    expect(await ended).toBe(0);
    expect((await loaded()).platform('cq')).toMatchObject({ kind });
  });

  test('writes what the platform does not take when it is told to keep it', async () => {
    const [kind = 'persagy'] = KINDS;
    const { ended, answer } = start({ kind, name: 'cq', models: '.' });
    const answers = answersFor(kind).map(({ key, value }) => ({ key, value: key === 'password' ? 'wrong' : value }));
    await typeAll(answer, answers.slice(0, -1));
    await answer('What now?', `${DOWN}${ENTER}`);
    await typeAll(answer, answers.slice(-1));
    expect(await ended).toBe(0);
    expect(await readFile(join(folder, '.modelrail.env'), 'utf8')).toContain("CQ_PASSWORD='wrong'");
  });

  test('leaves nothing behind when it is interrupted', async () => {
    const { ended, answer } = start();
    await answer('Kind of the platform', ENTER);
    await answer('A name for it', ENTER);
    await answer('baseUrl', CTRL_C);
    expect(await ended).toBe(130);
    expect(await readdir(folder)).toEqual([]);
  });

  test.each(['modelrail.yaml', '.modelrail.env'])('never overwrites %s', async (name) => {
    await writeFile(join(folder, name), 'mine');
    await expect(start().ended).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: expect.stringContaining(name),
    });
    expect(await readFile(join(folder, name), 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual([name]);
  });
});

describe('init without a terminal', () => {
  const [kind = 'persagy'] = KINDS;
  const set = () => answersFor(kind).flatMap(({ key, isSecret, value }) => (isSecret ? [] : [`${key}=${value}`]));
  const secrets = () =>
    Object.fromEntries(
      answersFor(kind).flatMap(({ key, isSecret, value }) => (isSecret ? [[variableOf('cq', key), value]] : [])),
    );

  test('takes options, and secrets from the environment', async () => {
    const { ended } = start({ kind, name: 'cq', set: set() }, { env: secrets(), isTerminal: false });
    expect(await ended).toBe(0);
    expect((await loaded()).platform('cq')).toMatchObject({ kind });
  });

  test('says all that is missing', async () => {
    const { ended } = start({ kind, name: 'cq' }, { isTerminal: false });
    const error = await ended.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ type: 'InvalidRequest' });
    for (const { key, isSecret } of answersFor(kind)) {
      expect(String(error)).toContain(isSecret ? variableOf('cq', key) : `--set ${key}=…`);
    }
  });

  test('writes nothing that the platform does not take, unless it is told to', async () => {
    const env = { ...secrets(), CQ_PASSWORD: 'wrong' };
    const options = { kind, name: 'cq', set: set() };
    await expect(start(options, { env, isTerminal: false }).ended).rejects.toMatchObject({
      type: 'Authentication',
      message: expect.stringContaining('nothing is written'),
    });
    expect(await readdir(folder)).toEqual([]);
    expect(await start({ ...options, untested: true }, { env, isTerminal: false }).ended).toBe(0);
  });

  test('takes headers by their names, and their values from the environment', async () => {
    const headers = { kind: 'iuap-files', name: 'files' };
    const set = [`baseUrl=${running.get('iuap-files')?.url}`, 'headers=x-files-token'];
    await expect(start({ ...headers, set }, { isTerminal: false }).ended).rejects.toMatchObject({
      type: 'InvalidRequest',
      message: expect.stringContaining('FILES_HEADERS_X_FILES_TOKEN'),
    });
    const env = { FILES_HEADERS_X_FILES_TOKEN: 'demo-files-token' };
    expect(await start({ ...headers, set }, { env, isTerminal: false }).ended).toBe(0);
    expect(await readFile(join(folder, 'modelrail.yaml'), 'utf8')).toContain(
      'x-files-token: ${FILES_HEADERS_X_FILES_TOKEN}',
    );
  });

  test('takes no header that each request has for itself', async () => {
    const set = ['baseUrl=http://127.0.0.1:1', 'headers=host'];
    const { ended } = start({ kind: 'iuap-files', name: 'files', set }, { isTerminal: false });
    await expect(ended).rejects.toThrow('--set headers: host: is a header that each request has for itself');
  });

  test('takes no secret from the command line', async () => {
    const { ended } = start({ kind, name: 'cq', set: ['password=x'] }, { isTerminal: false });
    await expect(ended).rejects.toThrow('CQ_PASSWORD');
  });
});
