import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { WatchHub } from './watch-hub.ts';

/** Seconds: from an answer out of memory to one that waited for Temporal's time-out. */
const BUCKETS_S = [0.005, 0.02, 0.1, 0.5, 2, 5, 10];

/** Counts and times what the gateway answers. */
export function createMetrics(app: FastifyInstance, hubs: readonly Pick<WatchHub, 'size'>[]): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'modelrail_http_request_duration_seconds',
    help: 'Time to answer, by route and status; streams of events are not among them.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  const streams = new Gauge({
    name: 'modelrail_http_event_streams',
    help: 'Open streams of events.',
    registers: [],
    collect() {
      this.set(hubs.reduce((sum, { size }) => sum + size, 0));
    },
  });
  registry.registerMetric(streams);
  app.addHook('onResponse', (request, reply, done) => {
    // An address that no route has would make a series of its own for each.
    const route = request.routeOptions.url ?? 'none';
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  return registry;
}
