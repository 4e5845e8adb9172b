import type { RecordKind } from '../../contracts/persagy/provision.ts';
import { type Phrase, phraseOf } from '../../contracts/sentences.ts';

type Called = (key: string | Phrase) => Phrase;

/** A record, or several of a kind, where a sentence names them. */
export const CALLED: Readonly<Record<RecordKind, Called>> = {
  group: (key) => phraseOf('group {key}', { key }),
  area: (key) => phraseOf('area {key}', { key }),
  project: (key) => phraseOf('project {key}', { key }),
  menu: (key) => phraseOf('menu {key}', { key }),
  function: (key) => phraseOf('function {key}', { key }),
  role: (key) => phraseOf('role {key}', { key }),
  account: (key) => phraseOf('account {key}', { key }),
};
