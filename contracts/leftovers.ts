import { type Check, isBoolean, isCount, isText, oneOf, optional, shaped } from './shapes.ts';

/**
 * Something of an ingestion that stays on the platform although no record of it points there. `record`: a file's record.
 * `chunks`: so many chunks of a file; without `sent` perhaps some. `file`: a file that was sent whole, perhaps. `item`: anything else, by what it is and its id; perhaps,
 * unless `isSure`. `more`: so many that are not told.
 */
export type Leftover =
  | { kind: 'record'; name: string; id: string; path: string }
  | { kind: 'chunks'; name: string; chunks: number; sent?: number }
  | { kind: 'file'; name: string }
  | { kind: 'item'; what: string; id: string; isSure: boolean }
  | { kind: 'more'; count: number };

const isLeftover = oneOfShapes(
  shaped({ kind: oneOf(['record']), name: isText, id: isText, path: isText }),
  shaped({ kind: oneOf(['chunks']), name: isText, chunks: isCount, sent: optional(isCount) }),
  shaped({ kind: oneOf(['file']), name: isText }),
  shaped({ kind: oneOf(['item']), what: isText, id: isText, isSure: isBoolean }),
  shaped({ kind: oneOf(['more']), count: isCount }),
);

/** What of a memo is known to be leftovers. */
export function parseLeftovers(value: unknown): Leftover[] {
  return Array.isArray(value) ? value.filter((one): one is Leftover => isLeftover(one)) : [];
}

function oneOfShapes(...checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value));
}

/** A leftover as people read it, in one line. */
export function leftoverText(leftover: Leftover): string {
  switch (leftover.kind) {
    case 'record':
      return `file ${leftover.name}: record ${leftover.id} (${leftover.path})`;
    case 'chunks':
      return leftover.sent === undefined
        ? `file ${leftover.name}: some chunks (perhaps)`
        : `file ${leftover.name}: ${leftover.sent} of ${leftover.chunks} chunks`;
    case 'file':
      return `file ${leftover.name} (perhaps)`;
    case 'item':
      return `${leftover.what} ${leftover.id}${leftover.isSure ? '' : ' (perhaps)'}`;
    case 'more':
      return `… and ${leftover.count} more files`;
  }
}
