import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { activitiesOf } from '../../activities/kinds.ts';
import { DELIVERY_KINDS, kindFacts, type PlatformKind } from '../../contracts/kinds.ts';
import { flagsOf } from '../../platforms/flags.ts';
import { definitionOf, platformKinds } from '../../platforms/kinds.ts';
import { simulators } from '../../platforms/simulators.ts';
import { fencedBlocks } from '../docs/markdown.ts';
import { projectRoot } from './cruise.ts';

const LAYERS = ['contracts', 'workflows', 'activities', 'platforms', 'lib', 'worker', 'client', 'cli', 'gateway'];
/** Registries, and what else of a kind cannot be helped outside of its own folders. */
const MAX_FILES = 8;

const sources = await readSources();

async function readSources(): Promise<{ path: string; text: string }[]> {
  const found = LAYERS.map(async (layer) => {
    const paths = await readdir(join(projectRoot, layer), { recursive: true });
    return paths.filter((path) => path.endsWith('.ts')).map((path) => `${layer}/${path.replaceAll('\\', '/')}`);
  });
  const paths = (await Promise.all(found)).flat().toSorted();
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(projectRoot, path), 'utf8') })));
}

/**
 * `chongqing-bim` in any spelling, so that `ChongqingBim` and `CHONGQING_BIM` are found, and its first word where that is
 * written as a name within a sentence: "the Chongqing platform". A first word may be an ordinary word as well.
 */
function namesOf(kind: string): RegExp {
  const [first = kind] = kind.split('-', 1);
  const name = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  return new RegExp(`${kind.split('-').map(anyCase).join('[-_ ]?')}|[\\w,;:(] ${name}\\b`);
}

function anyCase(word: string): string {
  return [...word].map((letter) => `[${letter}${letter.toUpperCase()}]`).join('');
}

describe.each(Object.keys(platformKinds))('%s', (kind) => {
  test(`is named by ${MAX_FILES} files at most that are not its own, comments included`, () => {
    const isOwn = new RegExp(`(^|/)${kind}[/.-]`);
    const name = namesOf(kind);
    const others = sources.filter(({ path, text }) => !isOwn.test(path) && name.test(text)).map(({ path }) => path);
    expect(others.slice(MAX_FILES)).toEqual([]);
  });
});

const kinds = Object.keys(platformKinds).filter(
  (kind): kind is PlatformKind => Reflect.get(platformKinds, kind) !== null,
);

describe.each(kinds)('%s is complete', (kind) => {
  const { request } = definitionOf(kind);
  const takesFiles = DELIVERY_KINDS.some((one) => one === kind);

  test.each(['platforms', 'activities', ...(takesFiles ? ['contracts', 'workflows'] : [])])('in %s', (layer) => {
    expect(existsSync(join(projectRoot, layer, kind)) || existsSync(join(projectRoot, layer, `${kind}.ts`))).toBe(true);
  });

  test('in every registry', () => {
    const simulator = simulators.find((one) => one.kind === kind);
    const settings = simulator?.settings('http://127.0.0.1:1');
    expect(definitionOf(kind).settings.parse(settings)).toMatchObject({ kind, baseUrl: 'http://127.0.0.1:1' });
    expect(activitiesOf(kind)).toMatchObject({ createSession: expect.any(Function), steps: expect.any(Function) });
    // Who takes files says what a request is, by which flags it is made, and what its runs need.
    expect(request !== undefined).toBe(takesFiles);
    expect(activitiesOf(kind).plan !== undefined).toBe(takesFiles);
    // Who says that it removes files has the call that does.
    expect(activitiesOf(kind).remover !== undefined).toBe(kindFacts(kind)?.removes === true);
    expect(flagsOf(kind).flags.length > 0).toBe(takesFiles);
  });

  test.runIf(request !== undefined)('in the places that its flags set', () => {
    const known = new Set(placesOf(request?.schema.toJSONSchema({ io: 'input', unrepresentable: 'any' })));
    const places = flagsOf(kind).flags.map(({ path }) => path);
    expect(places.filter((place) => !known.has(place))).toEqual([]);
    expect(new Set(places).size).toBe(places.length);
  });

  test('in its page, which has every call of its table of endpoints', async () => {
    const text = await readFile(join(projectRoot, 'docs', 'platforms', `${kind}.md`), 'utf8');
    const prose = fencedBlocks(text).reduce((rest, { lines }) => rest.replace(lines.join('\n'), ''), text);
    const { endpoints } = (await import(`../../platforms/${kind}/endpoints.ts`)) as EndpointsModule; // as: see below
    const calls = Object.values(endpoints).filter(({ path }) => path !== '');
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter(({ method, path }) => !prose.includes(`${method} ${path}`))).toEqual([]);
    const written = [...prose.matchAll(/^\|.*`(?:GET|POST|PUT|PATCH|DELETE) (\/[^\s`]*)/gm)].map(([, path]) => path);
    expect(written.filter((path) => calls.every((call) => call.path !== path))).toEqual([]);
  });
});

/** What `endpoints.ts` of a platform has; a wrong shape fails the expectations. */
interface EndpointsModule {
  endpoints: Record<string, { method: string; path: string }>;
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
}

/** The places that a request may have, as flags name them. */
function placesOf(schema: unknown, before = ''): string[] {
  const { properties = {} } = (schema ?? {}) as JsonSchema; // as: JSON Schema, of which these keys are looked at
  return Object.entries(properties).flatMap(([key, inner]) => {
    const place = `${before}${key}`;
    if (inner.properties !== undefined) return placesOf(inner, `${place}.`);
    return inner.items?.properties === undefined ? [place] : placesOf(inner.items, `${place}[].`);
  });
}
