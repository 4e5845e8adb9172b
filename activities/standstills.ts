import type { TransferHeartbeat } from '../contracts/activities.ts';
import { phraseOf, sentenceOf } from '../contracts/sentences.ts';
import { isSourceFailure, reasonOf } from '../contracts/waiting.ts';
import type { ModelrailError } from '../lib/errors.ts';

/** Why the files of a step that sends are held up, as far as they are. */
export interface Standstills {
  /** The transfer of a file pauses, or, with undefined, tries again: it is held up until something gets through. */
  waiting(index: number, state: { failure: ModelrailError; delayMs: number } | undefined): void;
  /** Another ingestion sends the content of a file, or, with undefined, does so no more. */
  behind(index: number, ingestion: string | undefined): void;
  /** Nothing more is done for a file in this attempt. */
  ended(index: number): void;
}

type Standstill = NonNullable<TransferHeartbeat['waiting']>;

const SAME_CONTENT = phraseOf('the same content');
/** Of platforms on which a file of the same name takes the place of the one before. */
export const SAME_NAME = phraseOf('a file of the same name');

function whyOf(failure: ModelrailError): Pick<Standstill, 'reason' | 'told'> {
  const { message, told } = failure.toKept();
  return { reason: message, ...(told === undefined ? {} : { told }) };
}

/** Keeps the {@link Standstills} of one attempt; `tell` is called after each change. `shared`: what two ingestions send. */
export function createStandstills(tell: () => void, shared = SAME_CONTENT) {
  const held = new Map<number, Standstill>();
  const standstills: Standstills = {
    waiting(index, state) {
      const earlier = held.get(index);
      if (state !== undefined) {
        held.set(index, {
          ...whyOf(state.failure),
          since: earlier?.since ?? new Date().toISOString(),
          isRateLimit: state.failure.type === 'RateLimited',
          ...(isSourceFailure(state.failure.type) ? { isSource: true } : {}),
          nextAttemptAt: new Date(Date.now() + state.delayMs).toISOString(),
        });
      } else if (earlier !== undefined) {
        const { nextAttemptAt: _at, ...trying } = earlier;
        held.set(index, trying);
      }
      tell();
    },
    behind(index, ingestion) {
      if (ingestion === undefined) held.delete(index);
      else {
        const sending = sentenceOf('ingestion {ingestion} is sending {shared}', { ingestion, shared });
        const since = new Date().toISOString();
        held.set(index, { ...reasonOf(sending), since, isRateLimit: false, isIngestion: true });
      }
      tell();
    },
    ended(index) {
      if (held.delete(index)) tell();
    },
  };
  return {
    standstills,
    /** Something of a file got through. */
    passed: (index: number): void => void held.delete(index),
    /** What a heartbeat tells of them: the one that has lasted longest. */
    heartbeat(): Pick<TransferHeartbeat, 'waiting'> {
      let longest: Standstill | undefined;
      for (const one of held.values()) if (longest === undefined || one.since < longest.since) longest = one;
      return longest === undefined ? {} : { waiting: longest };
    },
  };
}
