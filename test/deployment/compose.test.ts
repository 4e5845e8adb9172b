import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { SEARCH_ATTRIBUTES } from '../../contracts/names.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { durationMs } from '../../lib/config/values.ts';
import { platformKinds } from '../../platforms/kinds.ts';
import { stopTimeMs } from '../../worker/stop-time.ts';
import { chongqingSettings } from '../config/write-config.ts';
import { projectRoot } from '../fences/cruise.ts';
import { runCommand } from '../support/program.ts';

/** The parts of the compose file that are looked at. */
interface ComposeFile {
  services: Record<
    string,
    {
      command?: string[];
      environment?: Record<string, string>;
      depends_on?: Record<string, unknown>;
      volumes?: string[];
      stop_grace_period?: string;
    }
  >;
}

async function composeFile(): Promise<ComposeFile> {
  // What the tests look for is not there when the file has another shape.
  return parse(await readFile(join(projectRoot, 'docker-compose.yml'), 'utf8')) as ComposeFile;
}

test('compose registers the search attributes that the workflows set, and keeps ended runs for 90 days', async () => {
  const { services } = await composeFile();
  const script = services['temporal-namespace']?.command?.join('\n') ?? '';
  const registered = [...script.matchAll(/--name (\S+) --type (\S+)/g)].map(([, name, type]) => [name, type]);
  expect(Object.fromEntries(registered)).toEqual(SEARCH_ATTRIBUTES);
  expect(script).toContain('namespace update --namespace default --retention 90d');
});

test("compose's worker has a configuration that loads with the variables that compose gives it", async () => {
  const { services } = await composeFile();
  const variables = Object.entries(services['worker']?.environment ?? {});
  const env = Object.fromEntries(variables.map(([name, value]) => [name, value.replace(/^\$\{\w+:-(.*)\}$/, '$1')]));
  const config = await loadConfig({ kinds: platformKinds, path: join(projectRoot, 'docker', 'modelrail.yaml'), env });
  expect(config.platform('cq')).toMatchObject({ username: 'demo', baseUrl: 'http://simulators:9101' });
  expect(chongqingSettings(config).password.reveal()).toBe('demo-password');
  expect(config.worker.host).toBe('compose');
  expect(config.temporal.address).toBe('temporal:7233');
});

test('compose gives its worker the time that a stop may take', async () => {
  const { services } = await composeFile();
  const env = { CQ_USERNAME: 'demo', CQ_PASSWORD: 'x', CQ_BIM_API_KEY: 'x' };
  const config = await loadConfig({ kinds: platformKinds, path: join(projectRoot, 'docker', 'modelrail.yaml'), env });
  const graceMs = durationMs.parse(services['worker']?.stop_grace_period);
  expect(graceMs).toBeGreaterThan(stopTimeMs(config.allPlatforms().values()));
});

test("compose's gateway has its token, and the worker's files and spool", async () => {
  const { services } = await composeFile();
  const variables = Object.entries(services['gateway']?.environment ?? {});
  const env = Object.fromEntries(variables.map(([name, value]) => [name, value.replace(/^\$\{\w+:-(.*)\}$/, '$1')]));
  const config = await loadConfig({ kinds: platformKinds, path: join(projectRoot, 'docker', 'modelrail.yaml'), env });
  expect(config.gateway.tokens.map(({ token }) => token.reveal())).toEqual(['this-machine-only']);
  expect(config.spool.folder).toBe('/data/spool');
  expect(services['gateway']?.volumes).toEqual(services['worker']?.volumes);
});

test('every service that another one waits for is there', async () => {
  const { services } = await composeFile();
  for (const { depends_on } of Object.values(services)) {
    expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on ?? {})));
  }
});

test('the program knows the commands and options that compose gives it', async () => {
  const { services } = await composeFile();
  for (const name of ['simulators', 'worker', 'gateway']) {
    const [command = '', ...args] = services[name]?.command ?? [];
    const { code, stdout } = await runCommand([command, '--help']);
    expect([name, code]).toEqual([name, 0]);
    for (const option of args.filter((arg) => arg.startsWith('--'))) expect(stdout).toContain(option);
  }
});
