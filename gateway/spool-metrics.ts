import { Gauge, type Registry } from 'prom-client';
import type { Spool, SpoolOptions } from './spool/spool.ts';

/** Adds how full the spool is: files and bytes, those included that have yet to come, and the bytes that it takes at most. */
export function addSpoolMetrics(
  registry: Registry,
  spool: Pick<Spool, 'usage'> & { options: Pick<SpoolOptions, 'maxBytes'> },
): void {
  const gauge = (name: string, help: string, read: () => number) => {
    const metric = new Gauge({
      name: `modelrail_spool_${name}`,
      help,
      registers: [],
      collect() {
        this.set(read());
      },
    });
    registry.registerMetric(metric);
  };
  gauge('files', 'Files that were sent and are kept, or are on their way.', () => spool.usage().files);
  gauge('bytes', 'Bytes that these files take, those included that have yet to come.', () => spool.usage().bytes);
  gauge('max_bytes', 'Bytes of all files at most: gateway.spool.maxSize.', () => spool.options.maxBytes);
}
