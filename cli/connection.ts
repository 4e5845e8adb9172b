import { createModelrail, type Modelrail } from '../client/index.ts';
import { resolveTemporal } from '../lib/temporal-server/connection.ts';
import type { CliConfig } from './config.ts';
import { runningSystem, stateFolder } from './system/state-file.ts';

/** Connects to the Temporal of a configuration and environment. Errors: `InvalidRequest`, `TemporalUnavailable`. */
export async function openClient(config: CliConfig, env: NodeJS.ProcessEnv, cwd: string): Promise<Modelrail> {
  const { connectionOptions, namespace } = resolveTemporal(config.temporal, env);
  const { taskQueue } = config.temporal;
  const running = await runningSystem(stateFolder(config, cwd), connectionOptions.address);
  const uiUrl = env['TEMPORAL_UI_URL'] ?? running?.uiUrl;
  return createModelrail({ connectionOptions, namespace, taskQueue, ...(uiUrl === undefined ? {} : { uiUrl }) });
}
