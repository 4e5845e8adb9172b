import { stringify } from 'yaml';
import type { PlatformKind } from '../../contracts/kinds.ts';
import { isMirror } from '../../contracts/sync/mirror.ts';
import type { Declared } from '../../lib/config/syncs.ts';
import { say } from '../../lib/words/say.ts';
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
  /** Where the worker tells its metrics; absent: nowhere. */
  metrics?: CliConfig['worker']['metrics'];
  evidence?: { sha256: boolean };
  /** Where the gateway listens that platforms call; absent: they call nobody. */
  gateway?: { port: number };
  /** Settings of the simulated platforms, by name. */
  platforms: Record<string, Record<string, unknown>>;
  /** Declarations of syncs, by name. */
  syncs?: Record<string, Declared>;
}

/** The text of a configuration whose platforms are simulated. */
export function simulatedConfig(options: SimulatedConfig): string {
  const { address, namespace, taskQueue, roots, never, evidence, gateway, platforms, syncs } = options;
  const worker = {
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
  };
  return toYaml({
    temporal: { address, namespace, taskQueue },
    sources: { roots, ...(never === undefined ? {} : { never }) },
    platforms,
    ...(Object.keys(worker).length === 0 ? {} : { worker }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(syncs === undefined ? {} : { syncs }),
    ...(gateway === undefined ? {} : { gateway }),
  });
}

/** What the user's own configuration says beside its platforms, for one with simulators beside it. */
export function takenOver(
  config: CliConfig,
): Pick<SimulatedConfig, 'namespace' | 'taskQueue' | 'roots' | 'never' | 'host' | 'metrics' | 'evidence'> {
  const { namespace, taskQueue } = config.temporal;
  const { sources, worker, evidence } = config;
  const { host, metrics } = worker;
  return {
    ...{ namespace, taskQueue, roots: sources.roots, never: sources.never, host, evidence },
    ...(metrics === undefined ? {} : { metrics }),
  };
}

/** The syncs of the user's own configuration that deliver to platforms which are simulated; `leave`: told of each other one. */
export function syncsTakenOver(
  config: CliConfig,
  simulated: ReadonlyMap<string, PlatformKind>,
  leave: (why: string) => void,
): Pick<SimulatedConfig, 'syncs'> {
  if (!config.declaresSyncs) return {};
  const { read, refusal } = config.readSyncs();
  if (refusal !== undefined) leave(refusal.message);
  const syncs = [...read].filter(([name, declared]) => {
    const platforms = isMirror(declared) ? [declared.platform, declared.to] : [declared.platform];
    const real = platforms.find((platform) => simulated.get(platform) !== config.kindOf(platform));
    if (real !== undefined)
      leave(say('the sync {name} is left out: its platform {platform} is not simulated', { name, platform: real }));
    return real === undefined;
  });
  return { syncs: Object.fromEntries(syncs) };
}

/** A value as YAML. */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}
