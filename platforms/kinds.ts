import type { PlatformKind } from '../contracts/kinds.ts';
import type { HeldPart, PlatformDefinition } from '../lib/platforms/definition.ts';
import type { CommonSettings } from '../lib/platforms/settings.ts';
import type { NamesOfKind } from '../lib/report/names.ts';
import { chongqingBim } from './chongqing-bim/index.ts';
import { fractal3d } from './fractal3d/index.ts';
import { iuapFiles } from './iuap-files/index.ts';
import { longyanDisk } from './longyan-disk/index.ts';
import { persagy } from './persagy/index.ts';

/** Every kind of platform: a line for each. */
const PLATFORMS = {
  'chongqing-bim': chongqingBim,
  fractal3d,
  persagy,
  'iuap-files': iuapFiles,
  'longyan-disk': longyanDisk,
} as const satisfies Record<PlatformKind, PlatformDefinition>;

type Platforms = typeof PLATFORMS;

/** What a kind of platform is; its functions take the settings of this kind alone. */
export function definitionOf(kind: PlatformKind): PlatformDefinition {
  return PLATFORMS[kind];
}

/** What a platform with these settings holds in memory at once of a file; undefined where they do not say. */
export function heldPartOf(settings: CommonSettings & { kind: PlatformKind }): HeldPart | undefined {
  return definitionOf(settings.kind).heldPart?.(settings);
}

/** The schema of the settings of each kind. */
export const platformKinds = Object.fromEntries(
  Object.entries(PLATFORMS).map(([kind, { settings }]) => [kind, settings]),
) as { [K in keyof Platforms]: Platforms[K]['settings'] }; // as: the same keys

const DEFINITIONS: ReadonlyMap<string, PlatformDefinition> = new Map(Object.entries(PLATFORMS));

/** What a kind calls its ids and the labels of its requests, for people. */
export const namesOfKind: NamesOfKind = (kind = '', key) => DEFINITIONS.get(kind)?.names?.[key];
