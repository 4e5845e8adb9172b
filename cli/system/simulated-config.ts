import { stringify } from 'yaml';
import type { CliConfig } from '../config.ts';

/** Name of the simulated platform in configurations that are written here. */
export const SIMULATED_PLATFORM = 'cq';

/** Settings of a platform that is simulated at `url`, with the credentials that the simulator takes. */
export function simulatedPlatform(url: string): Record<string, unknown> {
  return {
    kind: 'chongqing-bim',
    baseUrl: url,
    tokenUrl: `${url}/token`,
    username: 'demo',
    password: 'demo-password',
    bimApiKey: 'demo-bim-api-key',
  };
}

/** What a written configuration takes over, and what it adds. */
export interface SimulatedConfig {
  address: string;
  namespace: string;
  taskQueue: string;
  roots: readonly string[];
  host?: string;
  platform: Record<string, unknown>;
}

/** The text of a configuration whose one platform is simulated. */
export function simulatedConfig(options: SimulatedConfig): string {
  const { address, namespace, taskQueue, roots, host, platform } = options;
  return toYaml({
    temporal: { address, namespace, taskQueue },
    sources: { roots },
    platforms: { [SIMULATED_PLATFORM]: platform },
    ...(host === undefined ? {} : { worker: { host } }),
  });
}

/** Roots and names of the user's own configuration, for one with simulators beside it. */
export function takenOver(config: CliConfig): Pick<SimulatedConfig, 'namespace' | 'taskQueue' | 'roots' | 'host'> {
  const { namespace, taskQueue } = config.temporal;
  return { namespace, taskQueue, roots: config.sources.roots, host: config.worker.host };
}

/** A value as YAML. */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}
