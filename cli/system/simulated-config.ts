import { stringify } from 'yaml';
import type { CliConfig } from '../config.ts';

/** What a written configuration takes over, and what it adds. */
export interface SimulatedConfig {
  address: string;
  namespace: string;
  taskQueue: string;
  roots: readonly string[];
  /** What is never read: the files of a configuration that this one stands in for. */
  never?: readonly string[];
  host?: string;
  evidence?: { sha256: boolean };
  /** Settings of the simulated platforms, by name. */
  platforms: Record<string, Record<string, unknown>>;
}

/** The text of a configuration whose platforms are simulated. */
export function simulatedConfig(options: SimulatedConfig): string {
  const { address, namespace, taskQueue, roots, never, host, evidence, platforms } = options;
  return toYaml({
    temporal: { address, namespace, taskQueue },
    sources: { roots, ...(never === undefined ? {} : { never }) },
    platforms,
    ...(host === undefined ? {} : { worker: { host } }),
    ...(evidence === undefined ? {} : { evidence }),
  });
}

/** What the user's own configuration says beside its platforms, for one with simulators beside it. */
export function takenOver(
  config: CliConfig,
): Pick<SimulatedConfig, 'namespace' | 'taskQueue' | 'roots' | 'never' | 'host' | 'evidence'> {
  const { namespace, taskQueue } = config.temporal;
  const { sources, worker, evidence } = config;
  return { namespace, taskQueue, roots: sources.roots, never: sources.never, host: worker.host, evidence };
}

/** A value as YAML. */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}
