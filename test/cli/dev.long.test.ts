import { chmod, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownMark } from '../../gateway/spool/process-life.ts';
import { isListening } from '../../lib/temporal-server/port.ts';
import { simulators } from '../../platforms/simulators.ts';
import { smallIfc } from '../support/model-files.ts';
import { startCommand } from '../support/program.ts';
import { makeFolder, PROJECT, type TestFolder } from './folder.ts';

/** How its processes are called: one alone needs no name. */
const SIMULATORS =
  simulators.length === 1 ? ['simulator'] : simulators.map(({ platform }) => `simulator ${platform}`).toSorted();

let folder: TestFolder;

beforeEach(async () => {
  folder = await makeFolder(`sources: { roots: [./models] }
worker: { host: dev-test }
notify: { night: { form: wecom, url: "\${NIGHT_URL}" } }
`);
});

afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

/** The folder, and what lies in it, that others than their owner may look at. */
async function openToOthers(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name !== 'simulators');
  const paths = [folder, ...names.map((name) => join(folder, name))];
  const modes = await Promise.all(paths.map(async (path) => ({ path, mode: (await stat(path)).mode & 0o077 })));
  return modes.filter(({ mode }) => mode !== 0).map(({ path }) => path);
}

test('dev starts everything once, survives its worker, and leaves nothing running', async () => {
  const model = await folder.write('models/house.ifc', smallIfc(1));
  // As a version before this one left it.
  const state = join(folder.path, '.modelrail');
  await mkdir(state, { mode: 0o755 });
  await chmod(state, 0o755);
  await folder.write('.modelrail/simulators.yaml', '');
  const args = ['dev', '--simulators', '--port', '0', '--ui-port', '0', '--gateway-port', '0'];
  const dev = await startCommand(args, { cwd: folder.path, env: folder.env });
  const told = parseReady(dev.ready);

  const second = await folder.modelrail('dev', '--port', '0');
  expect(second.code).toBe(2);
  expect(second.stderr).toContain('runs here already');

  const config = join(folder.path, '.modelrail', 'simulators.yaml');
  expect(await readFile(config, 'utf8')).toContain(told.address);
  const ingest = () =>
    folder.modelrail('ingest', model, '--platform', 'cq', ...PROJECT, '--config', config, '--json', '--id', 'one');
  process.kill(told.processes['worker'] ?? 0, 'SIGKILL');
  const first = await ingest();
  expect(first.code).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ status: 'completed', url: expect.stringContaining(told.uiUrl) });
  await expect.poll(() => dev.output()).toMatch(/worker +│ .*INFO: ingestion one completed: 1 of 1 file/);
  const again = await ingest();
  expect(JSON.parse(again.stdout)).toEqual(JSON.parse(first.stdout));

  const overHttp = await fetch(`${told.gatewayUrl}/v1/ingestions/one`);
  expect(await overHttp.json()).toEqual(JSON.parse(first.stdout));

  const kept = ['temporal.db', 'temporal.log', 'dev.json', 'simulators.yaml', 'spool', 'logs'];
  expect(await readdir(state)).toEqual(expect.arrayContaining(kept));
  expect(await openToOthers(state)).toEqual([]);
  expect(await openToOthers(join(state, 'logs'))).toEqual([]);
  const log = await readFile(join(state, 'logs', 'worker.1.log'), 'utf8');
  expect(log).toContain('"msg":"ingestion one completed: 1 of 1 file"');

  const ended = await dev.stop();
  expect(ended).toMatchObject({ code: 0, signal: null });
  const [host = '', port] = told.address.split(':');
  expect(await isListening(host, Number(port))).toBe(false);
  expect(Object.keys(told.processes).toSorted()).toEqual(['Temporal', 'gateway', ...SIMULATORS, 'worker']);
  expect(Object.values(told.processes).filter((pid) => !isGone(pid))).toEqual([]);

  // What the gateway warns of, as of a spool that another one has, is seen in the terminal.
  await folder.write('.modelrail/spool/lock/99.json', JSON.stringify(ownMark()));
  await using later = await startCommand(args, { cwd: folder.path, env: folder.env });
  expect(later.output()).toContain('warning: notify is left out');
  await expect.poll(() => later.output()).toMatch(/gateway +│ .*WARN: spool: in use by another gateway/);
  const shown = await folder.modelrail('show', 'one', '--config', config, '--json');
  expect(JSON.parse(shown.stdout)).toMatchObject({ id: 'one', status: 'completed' });
  await later.stop();
});

interface DevReady {
  address: string;
  uiUrl: string;
  gatewayUrl: string;
  processes: Record<string, number>;
}

function parseReady(ready: unknown): DevReady {
  // What `dev` tells whoever started it; a wrong shape fails the expectations.
  return ready as DevReady;
}
