import { englishOf, isSentence, type Phrase, type Sentence, sentenceOf } from './sentences.ts';
import { type Check, isBoolean, isCount, isText, oneOf, optional, shaped } from './shapes.ts';

/**
 * Something of an ingestion that stays on the platform although no record of it points there. `record`: a file's record.
 * `chunks`: so many chunks of a file; without `sent` perhaps some. `file`: a file that was sent whole, perhaps. `item`: anything else, by what it is and its id; perhaps,
 * unless `isSure`; `told`: by which what it is is said in other languages. `more`: so many that are not told.
 */
export type Leftover =
  | { kind: 'record'; name: string; id: string; path: string }
  | { kind: 'chunks'; name: string; chunks: number; sent?: number }
  | { kind: 'file'; name: string }
  | { kind: 'item'; what: string; told?: Phrase; id: string; isSure: boolean }
  | { kind: 'more'; count: number };

const isLeftover = oneOfShapes(
  shaped({ kind: oneOf(['record']), name: isText, id: isText, path: isText }),
  shaped({ kind: oneOf(['chunks']), name: isText, chunks: isCount, sent: optional(isCount) }),
  shaped({ kind: oneOf(['file']), name: isText }),
  shaped({ kind: oneOf(['item']), what: isText, told: optional(isSentence), id: isText, isSure: isBoolean }),
  shaped({ kind: oneOf(['more']), count: isCount }),
);

/** What of a memo is known to be leftovers. */
export function parseLeftovers(value: unknown): Leftover[] {
  return Array.isArray(value) ? value.filter((one): one is Leftover => isLeftover(one)) : [];
}

function oneOfShapes(...checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value));
}

/** Anything but a file that stays, by what it is. */
export function leftItem(told: Phrase, id: string, isSure: boolean): Leftover {
  return { kind: 'item', what: englishOf(told), told, id, isSure };
}

/** A leftover as people read it, in one line. */
export function leftoverText(leftover: Leftover): string {
  return englishOf(leftoverSentence(leftover));
}

/** The same, by which it is said in other languages. */
export function leftoverSentence(leftover: Leftover): Sentence {
  switch (leftover.kind) {
    case 'record': {
      const { name, id, path } = leftover;
      return sentenceOf('file {name}: record {id} ({path})', { name, id, path });
    }
    case 'chunks': {
      const { name, sent, chunks } = leftover;
      if (sent === undefined) return sentenceOf('file {name}: some chunks (perhaps)', { name });
      return sentenceOf('file {name}: {sent} of {chunks} chunks', { name, sent, chunks });
    }
    case 'file':
      return sentenceOf('file {name} (perhaps)', { name: leftover.name });
    case 'item': {
      const { what, told = what, id, isSure } = leftover;
      return isSure
        ? sentenceOf('{what} {id}', { what: told, id })
        : sentenceOf('{what} {id} (perhaps)', { what: told, id });
    }
    case 'more':
      return sentenceOf('… and {count} more files', { count: leftover.count });
  }
}
