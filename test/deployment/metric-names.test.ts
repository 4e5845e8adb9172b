import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { addIngestionMetrics } from '../../gateway/ingestion-metrics.ts';
import { createMetrics } from '../../gateway/metrics.ts';
import { addSpoolMetrics } from '../../gateway/spool-metrics.ts';
import { addSyncMetrics } from '../../gateway/sync-metrics.ts';
import { createWatchHub } from '../../gateway/watch-hub.ts';
import { createWorkerMetrics } from '../../worker/metrics/registry.ts';
import { projectRoot } from '../fences/cruise.ts';

/** Those of Temporal's SDK that `test/e2e/worker-metrics.test.ts` finds in a worker's metrics. */
const OF_THE_SDK = ['temporal_activity_schedule_to_start_latency_seconds_bucket'];

/** Every series that a gateway and a worker can tell, by its name. */
async function told(): Promise<Set<string>> {
  const unavailable = () => Promise.reject(new Error('no Temporal'));
  const gateway = createMetrics(Fastify(), [createWatchHub(unavailable)]);
  addIngestionMetrics(gateway, unavailable, []);
  addSyncMetrics(gateway, unavailable);
  addSpoolMetrics(gateway, { usage: () => ({ files: 0, bytes: 0 }), options: { maxBytes: 1 } });
  const { registry: worker, close } = createWorkerMetrics(
    { outages: { open: () => [] }, sessions: () => [], isOwnOrigin: () => true, onRunLine: () => () => undefined },
    { version: '1.0.0', host: 'test-host' },
  );
  close();
  const families = (await gateway.metrics()) + (await worker.metrics());
  const names = [...families.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  return new Set([...names, ...OF_THE_SDK]);
}

test.for(['grafana/modelrail.json', 'prometheus/modelrail.rules.yaml', 'prometheus/modelrail.rules.test.yaml'])(
  '%s asks for what there is',
  async (file) => {
    const text = await readFile(join(projectRoot, 'deploy', file), 'utf8');
    const asked = [...new Set(text.match(/\b(modelrail|temporal|process)_[a-z_]+\b/g))];
    expect(asked.length).toBeGreaterThan(4);
    const known = await told();
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  },
);

test('the dashboard shows what each alert is about', async () => {
  const [shown, alerts] = await Promise.all(
    ['grafana/modelrail.json', 'prometheus/modelrail.rules.yaml'].map(async (file) => {
      const text = await readFile(join(projectRoot, 'deploy', file), 'utf8');
      return new Set(text.match(/\b(modelrail|temporal)_[a-z_]+\b/g));
    }),
  );
  expect([...(alerts ?? [])].filter((name) => !shown?.has(name))).toEqual([]);
});
