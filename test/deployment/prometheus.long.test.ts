import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../fences/cruise.ts';
import { startGateway, TOKENS } from '../support/gateway.ts';
import { smallIfc } from '../support/model-files.ts';
import { onPortTold } from '../support/port-told.ts';
import { startSystem } from '../support/system.ts';
import { hasProgram } from './programs.ts';

interface Answer<Data> {
  status: string;
  error?: string;
  data: Data;
}

interface Vector {
  result: { metric: Record<string, string>; value: [number, string] }[];
}

interface Rules {
  groups: { rules: { name: string; health: string }[] }[];
}

/** What ends what was started, the first one last. */
const ends: (() => PromiseLike<unknown>)[] = [];
let url: string;

async function ask<Data>(path: string): Promise<Answer<Data>> {
  const response = await fetch(`${url}/api/v1/${path}`);
  // as: its API is documented so
  return (await response.json()) as Answer<Data>;
}

const query = (expression: string) => ask<Vector>(`query?query=${encodeURIComponent(expression)}`);

/** The configuration of compose with what is here in place of its containers, in short steps. */
async function configure(folder: string, gateway: string, worker: string): Promise<void> {
  await cp(join(projectRoot, 'deploy', 'prometheus'), folder, { recursive: true });
  await writeFile(join(folder, 'gateway.token'), TOKENS[0]);
  const text = await readFile(join(folder, 'prometheus.compose.yaml'), 'utf8');
  const here = text
    .replaceAll('30s', '1s')
    .replace('/etc/prometheus/', `${folder}/`)
    .replace('gateway:8088', gateway)
    .replace(/dns_sd_configs:\n.*\n/, `static_configs: [{ targets: ["${worker}"] }]\n`);
  await writeFile(join(folder, 'prometheus.yaml'), here);
}

describe.skipIf(!(await hasProgram('prometheus')))('prometheus', () => {
  beforeAll(async () => {
    const system = await startSystem();
    ends.push(() => system[Symbol.asyncDispose]());
    const worker = await system.startWorker('test-host', { metrics: { port: 0 } });
    const [, workerAt = ''] = /"url":"http:\/\/([^/"]+)\/metrics".*"metrics are served"/.exec(worker.output()) ?? [];
    const gateway = await startGateway(system);
    ends.push(() => gateway.stop());
    await system.finish(await system.start(system.request([await system.addModel('a.ifc', smallIfc(1))])));
    const folder = await mkdtemp(join(tmpdir(), 'modelrail-prometheus-'));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    await configure(folder, new URL(gateway.url).host, workerAt);
    const args = [`--config.file=${folder}/prometheus.yaml`, `--storage.tsdb.path=${folder}/data`];
    const child = spawn('prometheus', [...args, '--web.listen-address=127.0.0.1:0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    ends.push(() => {
      const ended = once(child, 'exit');
      child.kill();
      return ended;
    });
    url = `http://127.0.0.1:${await onPortTold(child, /"Listening on" address=127\.0\.0\.1:(\d+)/)}`;
  });

  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
  });

  test('reaches the gateway with its token, and the worker', { timeout: 40_000 }, async () => {
    const jobs = async () => {
      const { data } = await query('up == 1');
      return data.result.map(({ metric }) => metric['job'] ?? '').toSorted();
    };
    await expect.poll(jobs, { timeout: 30_000 }).toEqual(['modelrail-gateway', 'modelrail-workers']);
    const of = async (name: string) => (await query(name)).data.result.length;
    expect(await of('modelrail_ingestions{status="completed"}')).toBeGreaterThan(0);
    expect(await of('modelrail_runs_ended_total')).toBeGreaterThan(0);
  });

  test('evaluates each of the alerts', { timeout: 40_000 }, async () => {
    const health = async () => {
      const { data } = await ask<Rules>('rules?type=alert');
      return data.groups.flatMap(({ rules }) => rules.map((rule) => rule.health));
    };
    await expect.poll(health, { timeout: 30_000 }).toSatisfy((all: string[]) => all.every((one) => one === 'ok'));
    expect((await health()).length).toBeGreaterThan(5);
  });

  test('has an answer to what each panel of the dashboard asks', async () => {
    const { panels } = JSON.parse(await readFile(join(projectRoot, 'deploy/grafana/modelrail.json'), 'utf8')) as {
      panels: { targets?: { expr: string }[] }[];
    };
    const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(asked.length).toBeGreaterThan(20);
    for (const expr of asked) {
      // As Grafana fills them in.
      const { status, error } = await query(expr.replaceAll('$platform', '.*').replaceAll('$__rate_interval', '2m'));
      expect({ expr, status, error }).toEqual({ expr, status: 'success', error: undefined });
    }
  });
});
