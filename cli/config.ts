import { type Config, type LoadConfigOptions, loadConfig } from '../lib/config/load.ts';
import { heldPartOf, platformKinds } from '../platforms/kinds.ts';
import { readRecurring } from '../platforms/recurring.ts';

/** How a command reads the configuration. */
export type ConfigReading = Pick<LoadConfigOptions<typeof platformKinds>, 'checksSyncs'>;

/** The configuration with the kinds of platform of this version. */
export type CliConfig = Config<typeof platformKinds>;

/** Finds and reads the configuration; `path` is that of `--config`. Error: `InvalidRequest`. */
export function readConfig(
  path: string | undefined,
  env: NodeJS.ProcessEnv,
  cwd: string,
  options: ConfigReading = {},
): Promise<CliConfig> {
  return loadConfig({ env, cwd, kinds: platformKinds, heldPartOf, readSync: readRecurring, path, ...options });
}
