import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { ModelrailError } from '../errors.ts';
import { hasCode } from '../sources/source-error.ts';
import { told } from '../words/told.ts';

/** Options that the SDK's client connection and its worker connection both take. */
export type TemporalConnectionOptions = Pick<NativeConnectionOptions, 'tls' | 'apiKey' | 'metadata'> & {
  address: string;
};

/** Where Temporal is, and how to get in. */
export interface ResolvedTemporal {
  connectionOptions: TemporalConnectionOptions;
  namespace: string;
}

/**
 * Address, credentials and namespace of Temporal: its own environment variables (`TEMPORAL_ADDRESS`,
 * `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, …) and its own client configuration file win over the given section of
 * modelrail's configuration. Throws `InvalidRequest` when Temporal's settings cannot be read.
 */
export function resolveTemporal(
  section: { address: string; namespace: string },
  env: NodeJS.ProcessEnv = process.env,
): ResolvedTemporal {
  const { connectionOptions, namespace } = loadOwnSettings(env);
  const { address, tls, apiKey, metadata } = connectionOptions;
  return {
    connectionOptions: {
      address: address || section.address,
      ...(tls === undefined ? {} : { tls }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(metadata === undefined ? {} : { metadata }),
    },
    namespace: namespace || section.namespace,
  };
}

function loadOwnSettings(env: NodeJS.ProcessEnv) {
  const set = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const path = hasCode(error, 'ENOENT') && error instanceof Error && 'path' in error ? String(error.path) : undefined;
    const words =
      path === undefined
        ? told("Temporal's own settings (TEMPORAL_… or its configuration file): {message}", { message })
        : told("Temporal's own settings (TEMPORAL_… or its configuration file): {path} does not exist", { path });
    throw new ModelrailError('InvalidRequest', words, { cause: error });
  }
}
