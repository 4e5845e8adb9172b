import type { ScheduleDescription, ScheduleUpdateOptions } from '@temporalio/client';
import { englishOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';

type ScheduleState = ScheduleDescription['state'];

const RESET = sentenceOf(
  'what was delivered is being forgotten, since source or target are others; declare the sync once more',
);
/** The same before a person's words. */
const RESET_BEFORE = sentenceOf(
  'what was delivered is being forgotten, since source or target are others; declare the sync once more: ',
);

/** True of a sync that is paused since it is being declared anew. */
export function isOfReset({ note }: Pick<ScheduleState, 'note'>): boolean {
  return note?.startsWith(englishOf(RESET)) === true;
}

/** Why a sync is paused that is being declared anew; what it says after the colon are a person's words from before. */
export function noteWith({ paused, note = '' }: ScheduleState): string {
  return paused ? `${englishOf(RESET_BEFORE)}${note}` : englishOf(RESET);
}

/** The state that {@link noteWith} was made of. */
export function stateBefore({ note = '', ...state }: ScheduleState): ScheduleUpdateOptions['state'] {
  if (!isOfReset({ note })) return { ...state, note };
  const words = note.slice(englishOf(RESET).length);
  return words === '' ? { ...state, paused: false } : { ...state, paused: true, note: words.slice(2) };
}

/** By which such a note is said in other languages; nothing of a note that a person gave. */
export function toldOfNote(note = ''): Sentence[] {
  return isOfReset({ note }) ? [RESET, RESET_BEFORE] : [];
}
