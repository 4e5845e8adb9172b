import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyProject } from '../kinds/add-kind.ts';
import { startGatewayProcess } from '../support/gateway.ts';
import { startSystem } from '../support/system.ts';
import { buildWithoutEngine, type Stage } from './dockerfile.ts';

const run = promisify(execFile);

/** Of what we put into the image; Node and its system come to some 220 MiB more. */
const MAX_MIB = 170;
const BUILD_TIMEOUT_MS = 10 * 60_000;

let folder: string;
let image: Stage;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelrail-image-'));
  const context = join(folder, 'context');
  await copyProject(context);
  image = await buildWithoutEngine(context, folder);
  program = join(image.root, 'app', 'dist', 'cli', 'main.js');
}, BUILD_TIMEOUT_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the image runs as a user that is not root, and shows its help', async () => {
  expect(image.user).toMatch(/^[1-9]\d*:/);
  const [name = ''] = image.entrypoint;
  const env = { ...process.env, ...image.env };
  const { stdout } = await run(join(image.root, 'usr', 'local', 'bin', name), image.command, { env });
  expect(stdout).toContain('Usage: modelrail');
});

test(`what we put into the image is less than ${MAX_MIB} MiB`, async () => {
  const bytes = await sizeOf(join(image.root, 'app'));
  expect(bytes).toBeGreaterThan(0);
  expect(bytes / 2 ** 20).toBeLessThan(MAX_MIB);
});

test('its worker works an ingestion, which its gateway tells', async () => {
  await using system = await startSystem();
  const launch = { program, env: { ...process.env, ...image.env } };
  await system.startWorker(undefined, undefined, launch);
  const model = await system.addModel('house.ifc', 'ISO-10303-21;\nEND-ISO-10303-21;\n');
  const id = await system.start(system.request([model]));
  expect(await system.finish(id)).toMatchObject({ status: 'completed' });
  await using gateway = await startGatewayProcess(system, {}, {}, launch);
  expect(await gateway.call(`/v1/ingestions/${id}`)).toMatchObject({ status: 200, body: { status: 'completed' } });
  const paths = ['/', '/docs/', '/openapi.json', '/readyz'];
  const answers = await Promise.all(paths.map(async (path) => [path, (await fetch(gateway.url + path)).status]));
  expect(answers).toEqual(paths.map((path) => [path, 200]));
});

async function sizeOf(path: string): Promise<number> {
  const stat = await lstat(path);
  if (!stat.isDirectory()) return stat.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}
