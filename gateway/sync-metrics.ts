import { Gauge, type Registry } from 'prom-client';
import type { Modelrail } from '../client/index.ts';

/** A look at all syncs is worth so much; scrapers that come more often get the one before. */
const KEPT_MS = 15_000;

/** Adds when each recurring sync was last made without any failure, and which are late, as Temporal knows it at each scrape. */
export function addSyncMetrics(registry: Registry, client: () => Promise<Modelrail>): void {
  const add = (name: string, help: string, look: (syncs: Modelrail['syncs']) => Promise<Record<string, string>>) => {
    let last: { atMs: number; shown: Promise<void> } | undefined;
    const metric = new Gauge({
      name,
      help,
      labelNames: ['sync'],
      registers: [],
      collect() {
        if (last === undefined || Date.now() - last.atMs > KEPT_MS) last = { atMs: Date.now(), shown: show() };
        return last.shown;
      },
    });
    registry.registerMetric(metric);

    async function show(): Promise<void> {
      // Told as `modelrail_temporal_up 0`.
      const moments = await client()
        .then(({ syncs }) => look(syncs))
        .catch(() => ({}));
      metric.reset();
      for (const [sync, at] of Object.entries<string>(moments)) metric.set({ sync }, Date.parse(at) / 1000);
    }
  };
  add(
    'modelrail_sync_last_success_seconds',
    'When the last run of a sync ended that completed (Unix time), as long as Temporal keeps it.',
    (syncs) => syncs.lastSuccesses(),
  );
  add(
    'modelrail_sync_late_since_seconds',
    'When a run of a sync was due since which none has completed (Unix time); missing of those that are not late.',
    (syncs) => syncs.late(),
  );
}
