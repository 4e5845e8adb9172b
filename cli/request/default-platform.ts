import { namesOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { told } from '../../lib/words/told.ts';
import type { CliConfig } from '../config.ts';

/** The error of a command that names no platform. */
export function noPlatform({ platformNames }: Pick<CliConfig, 'platformNames'>): ModelrailError {
  const message =
    platformNames.length === 0
      ? told('--platform is missing')
      : told('--platform is missing (configured: {known})', { known: namesOf(platformNames) });
  return new ModelrailError('InvalidRequest', message);
}
