import type { PlatformKind } from '../contracts/kinds.ts';
import type { Dictionary } from '../lib/requests/dictionary.ts';
import { flagsOf } from '../platforms/flags.ts';
import { definitionOf } from '../platforms/kinds.ts';
import { nameOfFlag } from './ingest-options.ts';

/** The names that a configuration has for values of an option (`--type`), each with what it stands for. */
export function namesFor(option: string, kind: PlatformKind, dictionary: Dictionary): [name: string, value: string][] {
  const { request } = definitionOf(kind);
  if (request?.dictionary === undefined) return [];
  const path = flagsOf(kind).flags.find((flag) => nameOfFlag(flag) === option)?.path;
  const [key = ''] = Object.entries(request.dictionary).find(([, place]) => place.join('.') === path) ?? [];
  return Object.entries(dictionary[key] ?? {}).map(([name, value]) => [name, String(value)]);
}
