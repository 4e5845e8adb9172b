import type { OperationActivities, OperationAnswer } from '../contracts/operations.ts';
import { type Phrase, phraseOf, sentenceOf } from '../contracts/sentences.ts';
import { ModelrailError } from '../lib/errors.ts';
import type { OperationInfo } from '../lib/operations/definition.ts';
import { assertCallable, findOperation } from '../lib/operations/find-operation.ts';
import { activitiesOf } from './kinds.ts';
import { asActivity } from './run.ts';
import type { PlatformSessions } from './sessions.ts';

/** What calls by the names of operations act with. */
export interface OperationDeps {
  platforms: PlatformSessions;
  /** Replaces `${NAME}` and `${file:PATH}` in a text. Error: `InvalidRequest` for what has no value here. */
  resolveText(text: string): string;
}

/** Temporal keeps no answer above 2 MiB; what it keeps beside this one is small. */
const MAX_ANSWER_BYTES = 1_900_000;

/** The step that calls a platform by the name of an operation, whatever its kind. */
export function createOperationActivities({ platforms, resolveText }: OperationDeps): OperationActivities {
  return {
    callOperation: asActivity(
      async ({ platform, operation, input }, run) => {
        const kind = platforms.kindOf(platform);
        const { operations } = activitiesOf(kind);
        if (operations === undefined) {
          throw new ModelrailError(
            'InvalidRequest',
            sentenceOf('the operations of platforms of kind {kind} are not described', { kind }),
          );
        }
        const info = findOperation(operations.table, operation);
        assertCallable(info, platform);
        const [problem] = operations.table.problems(info.id, input);
        if (problem !== undefined) {
          const place = problem.path.join('.') || phraseOf('the input');
          const words = sentenceOf('{id}: {place} {problem}', { id: info.id, place, problem: problem.message });
          throw new ModelrailError('InvalidRequest', words);
        }
        if (info.effect === 'once' && run.mayHaveHappened)
          throw unknownOutcome(info, phraseOf('an attempt before got no answer'));
        const session = platforms.session(kind, platform);
        const revealed = reveal(info, input, resolveText);
        if (info.effect !== 'read') await run.announce({});
        try {
          return bounded(info, await operations.call(session, info.id, revealed, run.signal));
        } catch (error) {
          const isUnclear =
            error instanceof ModelrailError && (error.outcomeUnknown || error.type === 'UnexpectedResponse');
          if (info.effect !== 'once' || !isUnclear) throw error;
          throw unknownOutcome(info, error.toPart());
        }
      },
      { announces: true },
    ),
  };
}

/** The input as it is sent: references of secrets, and no other texts, are replaced. */
function reveal(
  { secrets }: OperationInfo,
  input: Readonly<Record<string, unknown>>,
  resolveText: OperationDeps['resolveText'],
): Record<string, unknown> {
  const isReference = (name: string, value: unknown): value is string =>
    secrets.includes(name) && typeof value === 'string';
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, isReference(name, value) ? resolveText(value) : value]),
  );
}

/** A call that is not made again by itself: a second one might make a second thing. */
function unknownOutcome({ id }: OperationInfo, words: string | Phrase): ModelrailError {
  const message = sentenceOf('{words}; {id} may have had its effect: look whether it has before it is called again', {
    words,
    id,
  });
  return new ModelrailError('UnexpectedResponse', message, { outcomeUnknown: true, isConclusive: true });
}

function bounded({ id, effect }: OperationInfo, answer: OperationAnswer): OperationAnswer {
  const bytes = Buffer.byteLength(JSON.stringify(answer));
  if (bytes <= MAX_ANSWER_BYTES) return answer;
  const size = `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  const words =
    effect === 'read'
      ? sentenceOf('{id}: the answer of {size} is more than Temporal keeps: ask for less of it, or page by page', {
          id,
          size,
        })
      : sentenceOf('{id}: the answer of {size} is more than Temporal keeps: the call has had its effect', { id, size });
  throw new ModelrailError('UnexpectedResponse', words, { isConclusive: true });
}
