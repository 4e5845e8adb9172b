import { Gauge, type Registry } from 'prom-client';
import type { Modelrail, Overview } from '../client/index.ts';

/** A look at all open runs is worth so much; scrapers that come more often get the one before. */
const KEPT_MS = 15_000;

/** Adds how many ingestions there are, and what open ones wait for, as Temporal knows it at each scrape. */
export function addIngestionMetrics(
  registry: Registry,
  client: () => Promise<Modelrail>,
  platforms: readonly string[],
): void {
  let last: { atMs: number; shown: Promise<void> } | undefined;
  /** All figures are of one look, whichever of them is collected first. */
  const refresh = () => {
    if (last === undefined || Date.now() - last.atMs > KEPT_MS) last = { atMs: Date.now(), shown: look().then(show) };
    return last.shown;
  };
  const look = async () => {
    try {
      return await (await client()).overview({ platforms });
    } catch {
      // Told as `modelrail_temporal_up 0`.
      return undefined;
    }
  };
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) => {
    const made = new Gauge({ name: `modelrail_${name}`, help, labelNames, registers: [], collect: refresh });
    registry.registerMetric(made);
    return made;
  };
  const up = gauge('temporal_up', '1 while Temporal answers. Without it nothing is known of ingestions.', []);
  const ingestions = gauge('ingestions', 'Ingestions that Temporal keeps; ended ones have no stage.', [
    'platform',
    'status',
    'stage',
  ]);
  const since = gauge('ingestion_waiting_since_seconds', 'Since when an ingestion waits (Unix time), and for what.', [
    'id',
    'platform',
    'for',
  ]);
  const paused = gauge('ingestion_paused_since_seconds', 'Since when an ingestion is paused (Unix time).', [
    'id',
    'platform',
  ]);
  const unseen = gauge(
    'runs_not_looked_at',
    'Open ingestions beyond those of which it is known what they wait for.',
    [],
  );

  function show(overview: Overview | undefined): void {
    for (const metric of [ingestions, since, paused, unseen]) metric.reset();
    up.set(overview === undefined ? 0 : 1);
    if (overview === undefined) return;
    for (const { platform, status, stage = '', count } of overview.ingestions) {
      ingestions.set({ platform, status, stage }, count);
    }
    for (const { id, platform, waiting } of overview.waiting) {
      since.set({ id, platform, for: waiting.for }, Date.parse(waiting.since) / 1000);
    }
    for (const { id, platform, since: at } of overview.paused) paused.set({ id, platform }, Date.parse(at) / 1000);
    unseen.set(overview.runsNotLookedAt);
  }
}
