import { namesOf, type Phrase, phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { WireChapter } from '../../platforms/longyan-disk/answer-shapes.ts';
import type { ListEntry } from '../../platforms/longyan-disk/client.ts';

/** What an entry is called. */
const CALLED = {
  period: phraseOf('period'),
  subject: phraseOf('subject'),
  edition: phraseOf('edition'),
  volume: phraseOf('volume'),
  textbook: phraseOf('textbook'),
  chapter: phraseOf('chapter'),
};

/** A key of what an entry is called. */
export type EntryKind = keyof typeof CALLED;

/** Entries that a message lists. */
const MAX_LISTED = 30;

/**
 * The id of the entry that `wanted` is the id or the name of; `one`: what an entry is called (`subject`). Errors: `NotFound`, with what there is; `InvalidRequest` for a name
 * that fits several, with those.
 */
export function findEntry(entries: readonly ListEntry[], wanted: string, one: EntryKind): string {
  const byId = entries.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId.id;
  const named = entries.filter(({ name }) => name.trim() === wanted.trim());
  const [first, ...others] = named;
  if (first === undefined) throw unknown(entries, wanted, one);
  if (others.length > 0) throw ambiguous(named, wanted, one);
  return first.id;
}

/** The id of the chapter that `wanted` is the id, the title, or the path of titles (`A/B`) of. Errors as {@link findEntry}. */
export function findChapter(chapters: readonly WireChapter[], wanted: string): string {
  const titled = new Map(chapters.map((chapter) => [chapter.id, chapter]));
  const pathOf = ({ title, parentId }: WireChapter, depth = 0): string => {
    const above = titled.get(parentId);
    // A tree that has a circle in it is none.
    return above === undefined || depth > chapters.length ? title : `${pathOf(above, depth + 1)}/${title}`;
  };
  if (titled.has(wanted)) return wanted;
  const entries = chapters.map((chapter) => ({ id: chapter.id, name: pathOf(chapter) }));
  const titles = chapters.filter(({ title }) => title.trim() === wanted.trim());
  const [only] = titles;
  if (only !== undefined && titles.length === 1) return only.id;
  if (titles.length > 1) {
    const both = new Set(titles.map(({ id }) => id));
    throw ambiguous(
      entries.filter(({ id }) => both.has(id)),
      wanted,
      'chapter',
    );
  }
  return findEntry(entries, wanted, 'chapter');
}

function unknown(entries: readonly ListEntry[], wanted: string, one: EntryKind): ModelrailError {
  return new ModelrailError(
    'NotFound',
    entries.length === 0
      ? sentenceOf('the platform has no {one} "{wanted}"; it lists none for what was found so far', {
          one: CALLED[one],
          wanted,
        })
      : sentenceOf('the platform has no {one} "{wanted}"; there are: {all}', {
          one: CALLED[one],
          wanted,
          all: listed(entries),
        }),
  );
}

function ambiguous(entries: readonly ListEntry[], wanted: string, one: EntryKind): ModelrailError {
  const words = sentenceOf('"{wanted}" is the name of more than one {one}; give the id of one: {all}', {
    wanted,
    one: CALLED[one],
    all: listed(entries),
  });
  return new ModelrailError('InvalidRequest', words);
}

function listed(entries: readonly ListEntry[]): string | Phrase {
  const all = namesOf(entries.slice(0, MAX_LISTED).map(({ id, name }) => `${name} (${id})`));
  const count = entries.length - MAX_LISTED;
  return count > 0 ? phraseOf('{all} and {count} more', { all, count }) : all;
}
