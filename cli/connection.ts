import { createModelrail, type Modelrail } from '../client/index.ts';
import { resolveTemporal } from '../lib/temporal-server/connection.ts';
import { isTracingWanted } from '../lib/tracing/settings.ts';
import type { CliConfig } from './config.ts';
import { runningSystem, stateFolder } from './system/state-file.ts';

/**
 * Connects to the Temporal of a configuration and environment; where that asks for traces, runs that are started are part of one.
 * Errors: `InvalidRequest`, `TemporalUnavailable`.
 */
export async function openClient(
  config: CliConfig,
  env: NodeJS.ProcessEnv,
  cwd: string,
  warn: (text: string) => void,
): Promise<Modelrail> {
  const { connectionOptions, namespace } = resolveTemporal(config.temporal, env);
  const { taskQueue } = config.temporal;
  const running = await runningSystem(stateFolder(config, cwd), connectionOptions.address);
  const uiUrl = env['TEMPORAL_UI_URL'] ?? running?.uiUrl;
  const traces = isTracingWanted(env) ? await traceClient(warn) : undefined;
  const client = await createModelrail({
    connectionOptions,
    namespace,
    taskQueue,
    ...(uiUrl === undefined ? {} : { uiUrl }),
    ...(traces === undefined ? {} : { interceptors: traces.interceptors }),
  });
  if (traces === undefined) return client;
  const close = async () => {
    await client.close();
    await traces.flush();
  };
  return { ...client, close, [Symbol.asyncDispose]: close };
}

/** Loaded only where traces are wanted. */
async function traceClient(warn: (text: string) => void) {
  const tracing = await import('../lib/tracing/client.ts');
  return tracing.traceClient('modelrail', { warn });
}
