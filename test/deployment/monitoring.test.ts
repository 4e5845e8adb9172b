import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../lib/config/load.ts';
import { platformKinds } from '../../platforms/kinds.ts';
import { projectRoot } from '../fences/cruise.ts';
import { hasProgram } from './programs.ts';

interface Service {
  image?: string;
  profiles?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  configs?: { source: string; target: string }[];
  ports?: string[];
}

interface Compose {
  services: Record<string, Service>;
  configs: Record<string, { content: string }>;
  volumes: Record<string, unknown>;
}

interface Scrape {
  job_name: string;
  authorization?: { credentials_file: string };
  static_configs?: { targets: string[] }[];
  dns_sd_configs?: { names: string[]; port: number }[];
}

const read = (path: string) => readFile(join(projectRoot, path), 'utf8');
const PROMETHEUS = 'deploy/prometheus/prometheus.compose.yaml';

let compose: Compose;
let prometheus: { rule_files: string[]; scrape_configs: Scrape[] };

beforeAll(async () => {
  // as: what is looked for is not there when the files have another shape
  compose = parse(await read('docker-compose.yml')) as Compose;
  prometheus = parse(await read(PROMETHEUS)) as typeof prometheus;
});

/** What a service mounts of the repository, and where. */
function mountsOf(service: string): Map<string, string> {
  const { volumes = [] } = compose.services[service] ?? {};
  const own = volumes.filter((volume) => volume.startsWith('./'));
  return new Map(own.map((volume) => [volume.split(':')[1] ?? '', (volume.split(':')[0] ?? '').slice(2)]));
}

const job = (name: string) => prometheus.scrape_configs.find(({ job_name }) => job_name === name);

test('what compose mounts of the repository is there, and each named volume is declared', async () => {
  for (const [name, { volumes = [] }] of Object.entries(compose.services)) {
    for (const path of mountsOf(name).values()) await expect(stat(join(projectRoot, path))).resolves.toBeDefined();
    const named = volumes.map((volume) => volume.split(':')[0] ?? '').filter((source) => /^\w+$/.test(source));
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(named));
  }
});

test('images are pinned, and every port is published to this machine alone', () => {
  const services = Object.values(compose.services);
  for (const { image = '' } of services) if (image !== 'modelrail') expect(image).toMatch(/^[a-z/-]+:v?\d+(\.\d+)*$/);
  const ports = services.flatMap((service) => service.ports ?? []);
  expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  expect(new Set(ports.map((port) => port.split(':')[1])).size).toBe(ports.length);
});

test('prometheus and grafana are there only when they are asked for', () => {
  const asked = Object.entries(compose.services).filter(([, { profiles }]) => profiles !== undefined);
  expect(asked.map(([name, { profiles }]) => [name, profiles])).toEqual([
    ['prometheus', ['monitoring']],
    ['grafana', ['monitoring']],
  ]);
});

test('prometheus scrapes the gateway and the workers where their configuration has the metrics', async () => {
  const env = { CQ_USERNAME: 'demo', CQ_PASSWORD: 'x', CQ_BIM_API_KEY: 'x', GATEWAY_TOKEN: 'x' };
  const config = await loadConfig({ kinds: platformKinds, path: join(projectRoot, 'docker', 'modelrail.yaml'), env });
  expect(job('modelrail-gateway')?.static_configs).toEqual([{ targets: [`gateway:${config.gateway.port}`] }]);
  const [workers] = job('modelrail-workers')?.dns_sd_configs ?? [];
  // Others of the network reach it.
  expect(config.worker.metrics).toEqual({ host: '0.0.0.0', port: workers?.port });
  expect(workers?.names).toEqual(['worker']);
  expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(['gateway', 'worker']));
});

test("prometheus shows the gateway the gateway's own token", () => {
  const [config] = compose.services['prometheus']?.configs ?? [];
  expect(config?.target).toBe(job('modelrail-gateway')?.authorization?.credentials_file);
  expect(compose.configs[config?.source ?? '']?.content).toBe(
    compose.services['gateway']?.environment?.['GATEWAY_TOKEN'],
  );
});

test('prometheus has the rules beside its configuration', () => {
  const mounts = mountsOf('prometheus');
  expect(mounts.get('/etc/prometheus/prometheus.yaml')).toBe(PROMETHEUS);
  for (const file of prometheus.rule_files) {
    expect(mounts.get(`/etc/prometheus/${file}`)).toBe(`deploy/prometheus/${file}`);
  }
  expect(prometheus.rule_files).toEqual(['modelrail.rules.yaml']);
});

test('grafana has the prometheus, and the dashboard in the folder that it looks into', async () => {
  const mounts = mountsOf('grafana');
  const provisioned = (path: string) => read(mounts.get(`/etc/grafana/provisioning/${path}/modelrail.yaml`) ?? '');
  const { datasources } = parse(await provisioned('datasources')) as { datasources: { url: string; type: string }[] };
  expect(datasources).toMatchObject([{ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true }]);
  const { providers } = parse(await provisioned('dashboards')) as { providers: { options: { path: string } }[] };
  const path = `${providers[0]?.options.path}/modelrail.json`;
  expect(mounts.get(path)).toBe('deploy/grafana/modelrail.json');
  expect(compose.services['grafana']?.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']).toBe(path);
  const { templating } = JSON.parse(await read('deploy/grafana/modelrail.json'));
  // It takes the default of its type.
  expect(templating.list[0]).toMatchObject({ type: 'datasource', query: 'prometheus' });
});

describe.skipIf(!(await hasProgram('promtool')))('promtool', () => {
  test.each(['prometheus.yaml', 'prometheus.compose.yaml'])('finds nothing wrong with %s', async (name) => {
    const folder = await mkdtemp(join(tmpdir(), 'modelrail-promtool-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await cp(join(projectRoot, 'deploy', 'prometheus'), folder, { recursive: true });
    // It wants to see the file that is there in the container.
    await writeFile(join(folder, 'token'), 'x');
    const text = await readFile(join(folder, name), 'utf8');
    await writeFile(join(folder, name), text.replace(/credentials_file: [^ }]+/, `credentials_file: ${folder}/token`));
    await promisify(execFile)('promtool', ['check', 'config', name], { cwd: folder });
  });
});
