import { z } from 'zod';
import { namesOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { HeldPart } from '../platforms/definition.ts';
import { showSize } from '../quantities.ts';
import type { Dictionary } from '../requests/dictionary.ts';
import { listed, say, translated } from '../words/say.ts';
import { type Told, toldOf } from '../words/words.ts';
import { type ConfigFile, isRecord } from './file.ts';
import { type InterpolationScope, interpolate } from './interpolate.ts';
import { didYouMean, nearest } from './nearest.ts';
import { atKey, checkAsWritten, type KeyProblem, missingKey, resolveValues } from './validate.ts';

/** Kinds of platform with the schema of their settings. */
export type KindRegistry = Readonly<Record<string, z.ZodType>>;

/** The name of one of them. */
export type KindOf<Kinds extends KindRegistry> = keyof Kinds & string;

type Settings<Kinds extends KindRegistry> = z.output<Kinds[keyof Kinds]>;

/** Answers what a platform with these settings holds in memory at once of a file; undefined where they do not say. */
export type HeldPartOf<Kinds extends KindRegistry> = (settings: Settings<Kinds>) => HeldPart | undefined;

/** The platforms of a configuration, by the names that its author gave them. */
export interface Platforms<Kinds extends KindRegistry> {
  /** In the order of the file. */
  readonly platformNames: readonly string[];
  /** Kind of a platform. */
  kindOf(name: string): KindOf<Kinds>;
  /** The names that a platform's entry gives to values of it (`dictionary`), for which no secret is needed; none where there is no such platform. */
  dictionaryOf(name: string): Dictionary;
  /** Settings of one platform, its secrets resolved. */
  platform(name: string): Settings<Kinds>;
  /** Settings of every platform; one error tells the problems of all. */
  allPlatforms(): Map<string, Settings<Kinds>>;
}

/**
 * Reads the section `platforms`; `check` gives what is wrong with it as written. What a platform holds in memory at once of a
 * file (`heldPartOf`) has to fit into `memoryBytes`.
 */
export function createPlatforms<Kinds extends KindRegistry>(
  file: ConfigFile,
  kinds: Kinds,
  scope: InterpolationScope,
  memoryBytes: () => number,
  heldPartOf?: HeldPartOf<Kinds>,
): { view: Platforms<Kinds>; check(): KeyProblem[] } {
  const section = file.written['platforms'] ?? {};
  const written = new Map(isRecord(section) ? Object.entries(section) : []);
  const kindOfEntry = (name: string) => readKind(written.get(name), name, scope);
  const isKind = (kind: string): kind is KindOf<Kinds> => Object.hasOwn(kinds, kind);

  function kindOf(name: string): KindOf<Kinds> {
    if (!written.has(name))
      throw new ModelrailError('InvalidRequest', unknownPlatform(name, [...written.keys()], file));
    const kind = kindOfEntry(name);
    if (typeof kind !== 'string') return file.refuse([kind]);
    return isKind(kind) ? kind : file.refuse([unknownKind(name, kind)]);
  }

  function resolvePlatform(name: string) {
    const kind = kindOf(name);
    // as: the schemas of the kinds are what `Settings` is made of.
    const schema = kinds[kind] as unknown as z.ZodType<Settings<Kinds>>;
    const resolved = resolveValues(schema, written.get(name), ['platforms', name], scope);
    const problems = 'value' in resolved ? memoryProblems(heldPartOf?.(resolved.value), name, memoryBytes()) : [];
    return problems.length > 0 ? { problems } : resolved;
  }

  function dictionaryOf(name: string): Dictionary {
    const entry = written.get(name);
    const kind = isRecord(entry) ? kindOfEntry(name) : undefined;
    const settings = typeof kind === 'string' && isKind(kind) ? kinds[kind] : undefined;
    const schema: unknown = settings instanceof z.ZodObject ? settings.shape['dictionary'] : undefined;
    if (!isRecord(entry) || !(schema instanceof z.ZodType)) return {};
    const resolved = resolveValues(schema, entry['dictionary'], ['platforms', name, 'dictionary'], scope);
    // as: what each `dictionary` of a kind is
    return 'value' in resolved ? (resolved.value as Dictionary) : file.refuse(resolved.problems);
  }

  function check(): KeyProblem[] {
    if (!isRecord(section)) {
      const path = ['platforms'];
      return [{ path, message: atKey(path, say('expected names with their settings')) }];
    }
    return [...written].flatMap(([name, entry]) => {
      const kind = kindOfEntry(name);
      if (typeof kind !== 'string') return [kind];
      const schema = isKind(kind) ? kinds[kind] : undefined;
      return schema === undefined ? [unknownKind(name, kind)] : checkAsWritten(schema, entry, ['platforms', name]);
    });
  }

  function unknownKind(name: string, kind: string): KeyProblem {
    const all = Object.keys(kinds);
    const hint = didYouMean(kind, all) || say(' (there are {names})', { names: listed(all) });
    const message = say('unknown kind "{kind}" in {place}', { kind, place: `platforms.${name}` });
    return { path: ['platforms', name, 'kind'], message: `${message}${hint}` };
  }

  const platformNames = [...written.keys()].filter((name) => typeof kindOfEntry(name) === 'string');
  return {
    check,
    view: {
      platformNames,
      kindOf,
      dictionaryOf,
      platform(name) {
        const resolved = resolvePlatform(name);
        return 'value' in resolved ? resolved.value : file.refuse(resolved.problems);
      },
      allPlatforms() {
        const resolved = platformNames.map((name) => ({ name, outcome: resolvePlatform(name) }));
        const problems = resolved.flatMap(({ outcome }) => ('problems' in outcome ? outcome.problems : []));
        if (problems.length > 0) file.refuse(problems);
        return new Map(
          resolved.flatMap(({ name, outcome }) => ('value' in outcome ? [[name, outcome.value] as const] : [])),
        );
      },
    },
  };
}

function readKind(entry: unknown, name: string, scope: InterpolationScope): string | KeyProblem {
  const path = ['platforms', name];
  if (!isRecord(entry)) return { path, message: atKey(path, say('expected its settings, such as "kind:"')) };
  if (entry['kind'] === undefined || entry['kind'] === null) return { path, message: missingKey('kind', path) };
  const { value, missing } = interpolate(entry['kind'], scope);
  const problem =
    missing[0]?.message ??
    (typeof value === 'string' ? undefined : say('expected {what}', { what: translated('a text') }));
  const ofKind = [...path, 'kind'];
  if (problem !== undefined) return { path: ofKind, message: atKey(ofKind, problem) };
  return String(value);
}

function memoryProblems(part: HeldPart | undefined, name: string, memoryBytes: number): KeyProblem[] {
  if (part === undefined || part.bytes <= memoryBytes) return [];
  const path = ['platforms', name, ...part.key];
  const words = say('{what} of {size} does not fit into worker.memory ({memory})', {
    what: translated(part.what),
    size: showSize(part.bytes),
    memory: showSize(memoryBytes),
  });
  return [{ path, message: atKey(path, words) }];
}

function unknownPlatform(name: string, known: readonly string[], file: ConfigFile): Told {
  if (file.path === undefined) {
    const path = file.placeOf([]);
    return toldOf('platform "{name}" is not configured: there is no {path} here', { name, path });
  }
  const place = file.placeOf(['platforms']);
  const near = nearest(name, known);
  if (near !== undefined) {
    return toldOf('{place}: platform "{name}" is not configured; did you mean "{near}"?', { place, name, near });
  }
  if (known.length === 0) return toldOf('{place}: platform "{name}" is not configured', { place, name });
  const names = namesOf(known);
  return toldOf('{place}: platform "{name}" is not configured (there are {names})', { place, name, names });
}
