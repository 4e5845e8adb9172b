import { ModelrailError } from '../lib/errors.ts';
import { told } from '../lib/words/told.ts';

/** Reads a port (0 for a free one) that was given by a flag. Error: `InvalidRequest`. */
export function parsePort(flag: string, text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new ModelrailError(
    'InvalidRequest',
    told('{flag} must be a port (0 for a free one), not "{value}"', { flag, value: text }),
  );
}
