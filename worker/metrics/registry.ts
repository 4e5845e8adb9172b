import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { PlatformSession } from '../../activities/platform.ts';
import { stepWatch } from '../../activities/step-watch.ts';
import type { RunLine } from '../../contracts/run-lines.ts';
import { CALL_ENDED, type PlatformCall } from '../../lib/http/calls.ts';
import { SENT, type Sent } from '../../lib/transfer/sent.ts';
import type { Outages } from '../outages.ts';
import type { StepObserver } from '../steps.ts';

/** From a call of a platform to the conversion of a large model. Seconds. */
const STEP_BUCKETS_S = [0.05, 0.25, 1, 5, 30, 120, 600, 3_600];
/** From an answer on the same network to the time limit of a request. Seconds. */
const CALL_BUCKETS_S = [0.01, 0.05, 0.2, 1, 5, 20, 60];
/** Addresses of one platform that have a series of their own: those of its API. */
const MAX_ROUTES = 200;

/** What the metrics of a worker are made of. */
export interface MetricsSources {
  outages: Pick<Outages, 'open'>;
  /** The platforms that were used so far. */
  sessions(): Iterable<readonly [string, PlatformSession]>;
  /** Whether an origin is one of those that a platform is configured with: other addresses are not named. */
  isOwnOrigin(platform: string, origin: string): boolean;
  /** Tells the lines of runs; returns a function that ends this. */
  onRunLine(listener: (line: RunLine) => void): () => void;
}

/** The metrics of one worker. */
export interface WorkerMetrics {
  registry: Registry;
  observer: StepObserver;
  close(): void;
}

/** Counts what a worker does. No label is an id, or text of a platform: their number is bounded. */
export function createWorkerMetrics(sources: MetricsSources, about: { version: string; host: string }): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const worker = new Gauge({
    name: 'modelrail_worker_info',
    help: 'Always 1: version and host of the worker.',
    labelNames: ['version', 'host'],
    registers,
  });
  worker.set(about, 1);
  const steps = new Histogram({
    name: 'modelrail_step_duration_seconds',
    help: 'Attempts of steps, by how they ended: done, failed (made again), refused (for good), stopped.',
    labelNames: ['step', 'outcome'],
    buckets: STEP_BUCKETS_S,
    registers,
  });
  const errors = new Counter({
    name: 'modelrail_errors_total',
    help: 'Failed attempts of steps, by platform and type of the error.',
    labelNames: ['platform', 'type'],
    registers,
  });
  const runs = new Counter({
    name: 'modelrail_runs_ended_total',
    help: 'Ingestions, slices, runs of syncs, provisions, roll-backs and mirrors that ended in this worker.',
    labelNames: ['run', 'platform', 'status'],
    registers,
  });
  const deliveries = new Counter({
    name: 'modelrail_deliveries_total',
    help: 'Files of ended ingestions: delivered, or failed.',
    labelNames: ['platform', 'outcome'],
    registers,
  });
  const succeeded = new Gauge({
    name: 'modelrail_worker_sync_last_success_seconds',
    help: 'When the last run of a sync ended that completed (Unix time), as far as this worker has seen since it started.',
    labelNames: ['sync'],
    registers,
  });
  addOutages(registry, sources);
  addSessions(registry, sources);
  const endCalls = countCalls(registry, sources);
  const endSent = countSent(registry);
  const endLines = sources.onRunLine((line) => {
    const { run, event, id, platform, status = 'failed', delivered = 0, before = 0, failed = 0 } = line;
    if (event !== 'ends') return;
    runs.inc({ run, platform, status });
    if (run === 'ingestion') {
      deliveries.inc({ platform, outcome: 'delivered' }, Math.max(0, delivered - before));
      deliveries.inc({ platform, outcome: 'failed' }, failed);
    }
    if ((run === 'sync' || run === 'mirror') && status === 'completed') succeeded.set({ sync: id }, Date.now() / 1000);
  });
  return {
    registry,
    observer: {
      ended({ step, platform = 'none' }, { outcome, type, ms }) {
        steps.observe({ step, outcome }, ms / 1000);
        if (type !== undefined) errors.inc({ platform, type });
      },
    },
    close() {
      endCalls();
      endSent();
      endLines();
    },
  };
}

function addOutages(registry: Registry, { outages }: MetricsSources): void {
  const waiting = new Gauge({
    name: 'modelrail_waiting_runs',
    help: 'Runs whose steps in this worker are held up, by reason and by what holds them up.',
    labelNames: ['for', 'place'],
    registers: [registry],
    collect() {
      waiting.reset();
      since.reset();
      for (const { for: reason, place, runs, sinceMs } of outages.open()) {
        waiting.set({ for: reason, place }, runs);
        since.set({ for: reason, place }, sinceMs / 1000);
      }
    },
  });
  const since = new Gauge({
    name: 'modelrail_waiting_since_seconds',
    help: 'Since when (Unix time).',
    labelNames: ['for', 'place'],
    registers: [registry],
  });
}

function addSessions(registry: Registry, { sessions }: MetricsSources): void {
  const gauge = (name: string, help: string, valueOf: (session: PlatformSession) => number | undefined) => {
    const made = new Gauge({
      name,
      help,
      labelNames: ['platform'],
      registers: [registry],
      collect() {
        for (const [platform, session] of sessions()) {
          const value = valueOf(session);
          if (value !== undefined) made.set({ platform }, value);
        }
      },
    });
  };
  gauge('modelrail_places', 'Requests with content that may be under way at a time.', ({ places }) => places?.limit);
  gauge('modelrail_places_in_use', 'Requests with content that are under way.', ({ places }) => places?.taken);
  gauge(
    'modelrail_bandwidth_limit_bytes',
    'Bytes per second that the platform gets at most at this time, by upload.bwlimit; +Inf without a limit.',
    ({ pacer, places }) => pacer?.bytesPerSecond ?? (places && Number.POSITIVE_INFINITY),
  );
}

function countCalls(registry: Registry, { isOwnOrigin }: MetricsSources): () => void {
  const calls = new Histogram({
    name: 'modelrail_platform_call_duration_seconds',
    help: 'Calls of platforms until their answer, by route and status; status `none`: no answer came.',
    labelNames: ['platform', 'method', 'route', 'status'],
    buckets: CALL_BUCKETS_S,
    registers: [registry],
  });
  const routes = new Map<string, Set<string>>();
  const routeOf = (platform: string, { origin, path }: PlatformCall) => {
    const known = routes.get(platform) ?? new Set();
    routes.set(platform, known);
    if (known.has(path)) return path;
    if (!isOwnOrigin(platform, origin) || known.size >= MAX_ROUTES) return 'other';
    known.add(path);
    return path;
  };
  const count = (message: unknown) => {
    const call = message as PlatformCall; // as: who publishes has typed it
    const platform = stepWatch.getStore()?.attempt.platform ?? 'none';
    const labels = { platform, method: call.method, route: routeOf(platform, call), status: call.status ?? 'none' };
    calls.observe(labels, (call.ms ?? 0) / 1000);
  };
  subscribe(CALL_ENDED, count);
  return () => void unsubscribe(CALL_ENDED, count);
}

function countSent(registry: Registry): () => void {
  const bytes = new Counter({
    name: 'modelrail_sent_bytes_total',
    help: 'Bytes of files that were sent to a platform.',
    labelNames: ['platform'],
    registers: [registry],
  });
  const chunks = new Counter({
    name: 'modelrail_sent_chunks_total',
    help: 'Chunks that a platform accepted.',
    labelNames: ['platform'],
    registers: [registry],
  });
  const count = (message: unknown) => {
    const sent = message as Sent; // as: who publishes has typed it
    const platform = stepWatch.getStore()?.attempt.platform ?? 'none';
    bytes.inc({ platform }, sent.bytes);
    chunks.inc({ platform }, sent.chunks);
  };
  subscribe(SENT, count);
  return () => void unsubscribe(SENT, count);
}
