import { ModelrailError } from '../../lib/errors.ts';
import type { CliConfig } from '../config.ts';

/** The error of a command that names no platform. */
export function noPlatform({ platformNames }: Pick<CliConfig, 'platformNames'>): ModelrailError {
  const known = platformNames.length > 0 ? ` (configured: ${platformNames.join(', ')})` : '';
  return new ModelrailError('InvalidRequest', `--platform is missing${known}`);
}
