import { namesOf } from '../../contracts/sentences.ts';
import { isRecord } from '../config/file.ts';
import { nearest, withHint } from '../config/nearest.ts';
import { say, translated } from '../words/say.ts';
import type { RequestProblem } from './problems.ts';

/** Names that a configuration gives to values of a platform: by dictionary, such as `type`, then by name. */
export type Dictionary = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** Where the value of each dictionary stands in a request: `['project', 'type']`. */
export type DictionaryPlaces = Readonly<Record<string, readonly [string, ...string[]]>>;

/** A dictionary for each place of a request that may have a name in place of a value. */
export interface NamedPlaces {
  dictionary: Dictionary;
  places: DictionaryPlaces;
}

/** A request with the values that its names stand for; a text that is no name stays. */
export function withValues(request: unknown, { dictionary, places }: NamedPlaces): unknown {
  return Object.entries(places).reduce((whole, [key, place]) => {
    const names = dictionary[key] ?? {};
    return replaced(whole, place, (given) =>
      typeof given === 'string' && Object.hasOwn(names, given) ? names[given] : given,
    );
  }, request);
}

/** What is wrong with a place, and the names that it takes, where there are any. */
export function withNames(
  problem: RequestProblem,
  request: unknown,
  { dictionary, places }: NamedPlaces,
): RequestProblem {
  const [key] = Object.entries(places).find(([, place]) => isSame(place, problem.path)) ?? [];
  const names = Object.keys((key === undefined ? undefined : dictionary[key]) ?? {});
  const given = problem.path.reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), request);
  if (names.length === 0 || typeof given !== 'string') return problem;
  const near = nearest(given, names);
  const hint =
    near === undefined
      ? say('; names for it are {names}', { names: namesOf(names) })
      : say('; did you mean "{near}"?', { near });
  return { ...problem, message: withHint(translated(problem.message), hint) };
}

function isSame(place: readonly string[], path: RequestProblem['path']): boolean {
  return place.length === path.length && place.every((part, at) => part === path[at]);
}

function replaced(value: unknown, [key, ...rest]: readonly string[], change: (given: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (!isRecord(value) || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: replaced(value[key], rest, change) };
}
