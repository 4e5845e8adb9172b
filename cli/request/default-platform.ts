import { ModelrailError } from '../../lib/errors.ts';
import type { CliConfig } from '../config.ts';

/** The platform that is meant where none is named: the one that is configured, where there is but one. */
export function onlyOf(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

/** The error of a command that names no platform. */
export function noPlatform({ platformNames }: Pick<CliConfig, 'platformNames'>): ModelrailError {
  const known = platformNames.length > 0 ? ` (configured: ${platformNames.join(', ')})` : '';
  return new ModelrailError('InvalidRequest', `--platform is missing${known}`);
}
