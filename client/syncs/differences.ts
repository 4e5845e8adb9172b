import { shownSource } from '../../contracts/source-path.ts';
import { memoryPart, type SyncDeclaration } from '../../contracts/sync/declaration.ts';
import { canonicalJson } from '../runs/request-digest.ts';

/** A key of a declaration that has another value. */
export interface SyncDifference {
  /** Keys of mappings with a dot: `project.id`. */
  key: string;
  /** Absent when it was not there. */
  from?: unknown;
  /** Absent when it is not there any more. */
  to?: unknown;
}

/** The keys in which two declarations differ, those of mappings one by one; by key. */
export function differencesOf(before: object, after: object): SyncDifference[] {
  const from = new Map(leaves(before));
  const to = new Map(leaves(after));
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((key) => canonicalJson([from.get(key)]) !== canonicalJson([to.get(key)]))
    .sort()
    .map((key) => ({
      key,
      ...(from.has(key) ? { from: from.get(key) } : {}),
      ...(to.has(key) ? { to: to.get(key) } : {}),
    }));
}

/** True for declarations whose files come from the same source and go to the same target. */
export function hasSameMemory(before: SyncDeclaration, after: SyncDeclaration): boolean {
  return canonicalJson(memoryPart(before)) === canonicalJson(memoryPart(after));
}

/** The values of an object, those of objects in it by their whole path; lists are values. */
function leaves(value: object, path: readonly string[] = []): [string, unknown][] {
  return Object.entries(value).flatMap(([key, member]: [string, unknown]): [string, unknown][] => {
    if (member === undefined) return [];
    // The query of an address may be a signature.
    if (key === 'source' && typeof member === 'string') return [[key, shownSource(member)]];
    const isMapping = typeof member === 'object' && member !== null && !Array.isArray(member);
    return isMapping ? leaves(member, [...path, key]) : [[[...path, key].join('.'), member]];
  });
}
