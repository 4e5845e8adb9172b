import { ModelrailError } from '../../../lib/errors.ts';
import type { CliConfig } from '../../config.ts';

const KIND = 'persagy';

/** The platform of this kind that is named, or the only one there is. Error: `InvalidRequest`. */
export function platformNamed(config: CliConfig, named: string | undefined): string {
  if (named !== undefined) {
    const kind = config.kindOf(named);
    if (kind === KIND) return named;
    throw new ModelrailError('InvalidRequest', `platform "${named}" is of kind ${kind}, not ${KIND}`);
  }
  const mine = config.platformNames.filter((name) => config.kindOf(name) === KIND);
  const [only] = mine;
  if (only !== undefined && mine.length === 1) return only;
  const what =
    mine.length === 0 ? `has no platform of kind ${KIND}` : `has several of kind ${KIND}: ${mine.join(', ')}`;
  throw new ModelrailError('InvalidRequest', `--platform is missing, and the configuration ${what}`);
}
