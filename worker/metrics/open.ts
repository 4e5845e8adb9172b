import { createWorkerMetrics, type MetricsSources, type WorkerMetrics } from './registry.ts';
import { serveMetrics } from './server.ts';

/**
 * Counts and serves the metrics of a worker. `sdkAddress`: where those of the SDK are; undefined where it has none. Error:
 * `InvalidRequest` for an address that cannot be listened on.
 */
export async function openMetrics(
  at: { host: string; port: number },
  sources: MetricsSources,
  about: { version: string; host: string; sdkAddress: string | undefined },
): Promise<Pick<WorkerMetrics, 'observer'> & { url: string; close(): Promise<void> }> {
  const { version, host, sdkAddress } = about;
  const metrics = createWorkerMetrics(sources, { version, host });
  try {
    const sdkUrl = sdkAddress === undefined ? undefined : `http://${sdkAddress}/metrics`;
    const server = await serveMetrics(at, metrics.registry, sdkUrl);
    return {
      observer: metrics.observer,
      url: server.url,
      async close() {
        metrics.close();
        await server.close();
      },
    };
  } catch (error) {
    metrics.close();
    throw error;
  }
}
