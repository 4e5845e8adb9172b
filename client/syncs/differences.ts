import { shownSource } from '../../contracts/source-path.ts';
import { memoryPart } from '../../contracts/sync/declaration.ts';
import { isMirror, type RecurringDeclaration } from '../../contracts/sync/mirror.ts';
import { canonicalJson } from '../runs/request-digest.ts';

/** A key of a declaration that has another value. */
export interface SyncDifference {
  /** Keys of mappings with a dot: `project.id`. */
  key: string;
  /** Absent when it was not there. */
  from?: unknown;
  /** Absent when it is not there any more. */
  to?: unknown;
  /** Present where only the query of an address is another, which is shown nowhere. */
  hasOtherQuery?: true;
}

/** The keys in which two declarations differ, those of mappings one by one; by key. */
export function differencesOf(before: object, after: object): SyncDifference[] {
  const from = new Map(leaves(before));
  const to = new Map(leaves(after));
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((key) => !isEqual(from.get(key), to.get(key)))
    .sort()
    .map((key) => {
      const [old, now] = [shown(key, from.get(key)), shown(key, to.get(key))];
      return {
        key,
        ...(from.has(key) ? { from: old } : {}),
        ...(to.has(key) ? { to: now } : {}),
        ...(isEqual(old, now) ? { hasOtherQuery: true } : {}),
      };
    });
}

/** The query of an address may be a signature. */
function shown(key: string, value: unknown): unknown {
  return key === 'source' && typeof value === 'string' ? shownSource(value) : value;
}

function isEqual(one: unknown, other: unknown): boolean {
  return canonicalJson([one]) === canonicalJson([other]);
}

/** True for declarations whose files come from the same source and go to the same target; what mirrors remember is of their platforms. */
export function hasSameMemory(before: RecurringDeclaration, after: RecurringDeclaration): boolean {
  if (isMirror(before) || isMirror(after)) return true;
  return canonicalJson(memoryPart(before)) === canonicalJson(memoryPart(after));
}

/** The values of an object, those of objects in it by their whole path; lists are values. */
function leaves(value: object, path: readonly string[] = []): [string, unknown][] {
  return Object.entries(value).flatMap(([key, member]: [string, unknown]): [string, unknown][] => {
    if (member === undefined) return [];
    const isMapping = typeof member === 'object' && member !== null && !Array.isArray(member);
    return isMapping ? leaves(member, [...path, key]) : [[[...path, key].join('.'), member]];
  });
}
