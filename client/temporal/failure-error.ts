import { ApplicationFailure } from '@temporalio/client';
import { type FailureDetails, isErrorType } from '../../contracts/errors.ts';
import { joinedBy, parseSentences, type Sentence } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';

/** A failure that Temporal has kept, as our error, with the sentence that was kept with it. `otherwise`: of one without words. */
export function failureError(
  failure: Error | undefined,
  otherwise: string | Sentence,
  cause: unknown = failure,
): ModelrailError {
  if (!(failure instanceof ApplicationFailure)) {
    return new ModelrailError('Internal', failure === undefined ? otherwise : failure.message, { cause });
  }
  const details = failure.details?.[0] as FailureDetails | null | undefined; // as: what our failures have; its parts are checked
  const told = joinedBy(failure.message, parseSentences(details?.told));
  const type = isErrorType(failure.type) ? failure.type : 'Internal';
  return new ModelrailError(type, told ?? failure.message, { cause });
}
