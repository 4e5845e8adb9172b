import { ModelrailError } from '../../lib/errors.ts';

/** Of what Temporal does not have (any more) undefined; every other error is thrown. */
export function asAbsent(error: unknown): undefined {
  if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
  throw error;
}
