import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallIfc } from '../support/model-files.ts';
import type { RunningCommand } from '../support/program.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

const MIB = 1024 ** 2;

let system: TestSystem;
let url: string;

beforeAll(async () => {
  system = await startSystem({ simulator: { conversionMs: 50 }, platform: { upload: { chunkSize: '1MiB' } } });
  url = urlOf(await system.startWorker('test-host', { metrics: { port: 0 } }));
});

afterAll(async () => {
  await system[Symbol.asyncDispose]();
});

/** Where a worker says that its metrics are. */
function urlOf(worker: RunningCommand): string {
  const line = worker.output().match(/^\{.*"metrics are served"\}$/m)?.[0] ?? '{}';
  const { url: told }: { url?: string } = JSON.parse(line);
  return told ?? '';
}

async function scrape(): Promise<string> {
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return response.text();
}

/** The value of a series, whose labels are given as far as they matter. */
function valueOf(text: string, name: string, ...labels: string[]): number | undefined {
  const line = text.split('\n').find((one) => {
    return new RegExp(`^${name}[ {]`).test(one) && labels.every((label) => one.includes(label));
  });
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

test('one scrape has what the worker did, and what the SDK has', async () => {
  const models = await Promise.all([
    system.addModel('a.ifc', Buffer.concat([Buffer.from(smallIfc(1)), Buffer.alloc(2.5 * MIB, 'a')])),
    system.addModel('b.ifc', smallIfc(2)),
    system.addModel('bad.ifc', smallIfc(3)),
  ]);
  await system.simulator.failModel({ name: 'bad.ifc', errorMessage: 'no geometry' });
  await system.simulator.fault({ match: { endpoint: 'convertModel' }, kind: 'status', status: 503, times: 1 });
  const id = await system.start(system.request(models));
  expect((await system.finish(id)).status).toBe('partial');
  const cq = 'platform="cq"';
  const ended = async () => valueOf(await scrape(), 'modelrail_runs_ended_total', 'run="ingestion"', cq);
  await expect.poll(ended, { timeout: 10_000 }).toBe(1);
  const text = await scrape();
  const at = (name: string, ...labels: string[]) => valueOf(text, name, ...labels);
  expect(at('modelrail_runs_ended_total', 'run="ingestion"', cq, 'status="partial"')).toBe(1);
  expect(at('modelrail_deliveries_total', cq, 'outcome="delivered"')).toBe(2);
  expect(at('modelrail_deliveries_total', cq, 'outcome="failed"')).toBe(1);
  expect(at('modelrail_sent_bytes_total', cq)).toBeGreaterThan(2.5 * MIB);
  expect(at('modelrail_sent_chunks_total', cq)).toBe(5);
  expect(at('modelrail_errors_total', cq, 'type="PlatformUnavailable"')).toBe(1);
  expect(at('modelrail_step_duration_seconds_count', 'step="submitConversion"', 'outcome="failed"')).toBe(1);
  expect(at('modelrail_step_duration_seconds_count', 'step="submitConversion"', 'outcome="done"')).toBe(1);
  const convert = ['method="POST"', 'convert-model"'];
  expect(at('modelrail_platform_call_duration_seconds_count', ...convert, 'status="503"')).toBe(1);
  expect(at('modelrail_platform_call_duration_seconds_count', ...convert, 'status="200"')).toBe(1);
  expect(at('modelrail_places', cq)).toBeGreaterThan(0);
  expect(at('modelrail_places_in_use', cq)).toBe(0);
  expect(text).toContain(`modelrail_bandwidth_limit_bytes{${cq}} +Inf\n`);
  expect(at('modelrail_worker_info', 'host="test-host"')).toBe(1);
  expect(at('modelrail_sdk_metrics_up')).toBe(1);
  expect(at('temporal_worker_task_slots_used')).toBeGreaterThanOrEqual(0);
  expect(text).toContain('# TYPE temporal_activity_schedule_to_start_latency_seconds histogram');
  // Each family once: a scraper refuses what stands there twice.
  const types = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(types).toEqual([...new Set(types)]);
  expect(text).not.toMatch(/demo-password|demo-bim-api-key|Bearer/);
});

test('what waits is counted by its reason, as long as it waits', async () => {
  const model = await system.addModel('c.ifc', smallIfc(4));
  const ids: string[] = [];
  const waiting = async () =>
    valueOf(await scrape(), 'modelrail_waiting_runs', 'for="platform"', 'place="platform cq"');
  await system.restartSimulator(async () => {
    ids.push(await system.start(system.request([model])), await system.start(system.request([model])));
    await expect.poll(waiting, { timeout: 20_000 }).toBe(2);
    expect(valueOf(await scrape(), 'modelrail_waiting_since_seconds', 'for="platform"')).toBeGreaterThan(1.7e9);
  });
  for (const id of ids) expect((await system.finish(id)).status).toBe('completed');
  await expect.poll(waiting).toBeUndefined();
});

test('nothing but metrics is served, and an address that is taken stops the worker at its start', async () => {
  expect((await fetch(new URL('/', url))).status).toBe(404);
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  const port = Number(new URL(url).port);
  const second = system.startWorker('another-host', { metrics: { port } });
  await expect(second).rejects.toThrow(`worker.metrics cannot listen on 127.0.0.1:${port}`);
});
