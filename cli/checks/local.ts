import { ModelrailError } from '../../lib/errors.ts';
import { packageVersion } from '../../lib/package-version.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { type CheckResult, failed, ok } from './check.ts';

const OLDEST_NODE = [20, 19] as const;

/** Versions of Node and of this package. */
export function checkVersions(): CheckResult {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const text = `Node ${process.versions.node}, modelrail ${packageVersion()}`;
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return ok('versions', text);
  return failed('versions', text, `modelrail needs Node ${OLDEST_NODE.join('.')} or newer`);
}

/** The configuration, when it can be read. */
export async function checkConfiguration(context: CliContext): Promise<{ result: CheckResult; config?: CliConfig }> {
  try {
    const config = await context.config();
    const { roots } = config.sources;
    const platforms =
      config.platformNames.length === 0 ? 'no platform' : `platforms ${config.platformNames.join(', ')}`;
    const names = [...config.syncs().keys()];
    const syncs = names.length === 0 ? '' : `, syncs ${names.join(', ')}`;
    const result = ok(
      'configuration',
      `${config.path ?? 'no file, defaults'}: ${platforms}, files below ${roots.join(', ')}${syncs}`,
    );
    if (config.platformNames.length > 0) return { config, result };
    const advice = 'write a modelrail.yaml with a platform, or try `modelrail dev --simulators`';
    return { config, result: { ...result, state: 'warning', advice } };
  } catch (error) {
    if (!(error instanceof ModelrailError)) throw error;
    return { result: failed('configuration', error.message, 'correct it there: every command reads it first') };
  }
}
