import { Gauge, type Registry } from 'prom-client';
import type { Modelrail } from '../client/index.ts';

/** A look at all syncs is worth so much; scrapers that come more often get the one before. */
const KEPT_MS = 15_000;

/** Adds when each recurring sync was last made without any failure, as Temporal knows it at each scrape. */
export function addSyncMetrics(registry: Registry, client: () => Promise<Modelrail>): void {
  let last: { atMs: number; shown: Promise<void> } | undefined;
  const metric = new Gauge({
    name: 'modelrail_sync_last_success_seconds',
    help: 'When the last run of a sync ended that completed (Unix time), as long as Temporal keeps it.',
    labelNames: ['sync'],
    registers: [],
    collect() {
      if (last === undefined || Date.now() - last.atMs > KEPT_MS) last = { atMs: Date.now(), shown: look() };
      return last.shown;
    },
  });
  registry.registerMetric(metric);

  async function look(): Promise<void> {
    // Told as `modelrail_temporal_up 0`.
    const successes = await client()
      .then(({ syncs }) => syncs.lastSuccesses())
      .catch(() => ({}));
    metric.reset();
    for (const [sync, at] of Object.entries<string>(successes)) metric.set({ sync }, Date.parse(at) / 1000);
  }
}
