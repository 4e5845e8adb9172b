import type { SyncChange } from '../../contracts/sync/activities.ts';
import type { ListedEntry } from '../../lib/sync/listing.ts';
import type { Row } from '../../lib/sync/rows.ts';

/** What is to be done about a file that is there. */
export type Judgement =
  /** As it was delivered. */
  | { kind: 'unchanged' }
  /** Remembered otherwise from now on; nothing is sent. */
  | { kind: 'remember'; row: Row; setAside?: true }
  /** Of another version, and known to have the content that was delivered. */
  | { kind: 'touched'; row: Row }
  | { kind: 'setAside' }
  | { kind: 'deliver'; change: SyncChange }
  /** Only its MD5 tells whether the content is another. */
  | { kind: 'hash'; row: Row };

/** Compares a file with what is remembered of it. `retries`: failures with the same content after which it is set aside. */
export function judge(entry: ListedEntry, row: Row | undefined, retries: number): Judgement {
  if (row === undefined) return { kind: 'deliver', change: changeOf(entry, 'new') };
  const { size, version, md5 } = entry;
  const why = row.md5 === '' ? 'new' : 'changed';
  const replaces = why === 'changed' ? row.id : '';
  const { failures = 0 } = row;
  // The platform may have it no more: what comes back is delivered as if it never had been.
  if (row.removing) return { kind: 'deliver', change: changeOf(entry, 'new') };
  if (row.size === size && row.version === version) {
    if (row.gone) return { kind: 'remember', row: withoutGone(row) };
    if (row.aside) return { kind: 'setAside' };
    if (failures === 0) return { kind: 'unchanged' };
    if (failures >= retries) return { kind: 'remember', row: { ...row, aside: true }, setAside: true };
    return { kind: 'deliver', change: { ...changeOf(entry, why, replaces), failures } };
  }
  if (md5 !== undefined && row.md5 !== '') {
    if (md5 === row.md5) return { kind: 'touched', row: sameContent(row, entry) };
    return { kind: 'deliver', change: changeOf(entry, why, replaces) };
  }
  // Of a file that failed, the size is that of the failed content.
  const mayBeSame = row.md5 !== '' && (row.size === size || failures > 0);
  if (mayBeSame) return { kind: 'hash', row };
  return { kind: 'deliver', change: changeOf(entry, why, replaces) };
}

/** A file as it is to be delivered. `replaces`: the id of what was delivered before; empty without any. */
export function changeOf(
  { path, size, version, source, md5, isTold }: ListedEntry,
  why: SyncChange['why'],
  replaces = '',
): SyncChange {
  return {
    path,
    size,
    version,
    why,
    ...(source === undefined ? {} : { source }),
    ...(md5 === undefined ? {} : { md5 }),
    ...(isTold === undefined ? {} : { isTold }),
    ...(replaces === '' ? {} : { replaces }),
  };
}

/** What is remembered of a file whose content is the one that was delivered, under this path, size and time. */
export function sameContent(row: Row, { path, size, version }: ListedEntry): Row {
  const { failures: _failures, aside: _aside, gone: _gone, ...delivered } = row;
  return { ...delivered, path, size, version };
}

function withoutGone({ gone: _gone, ...row }: Row): Row {
  return row;
}

/** Other Unicode forms of a path: a file that was renamed to one of them is the same file. */
export function otherForms(path: string): string[] {
  return [...new Set([path.normalize('NFC'), path.normalize('NFD')])].filter((form) => form !== path);
}
