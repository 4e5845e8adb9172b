import type { DeliveryKind, Kinds, PlatformKind } from '../contracts/kinds.ts';
import { chongqingBim } from './chongqing-bim/index.ts';
import { fractal3d } from './fractal3d/index.ts';
import { iuapFiles } from './iuap-files/index.ts';
import { longyanDisk } from './longyan-disk/index.ts';
import { persagy } from './persagy/index.ts';
import type { PlatformActivities } from './platform.ts';

/** What a kind has to have here: one that takes files has a plan, and the steps that the others count on. */
type Wanted<K extends PlatformKind> = K extends DeliveryKind
  ? PlatformActivities & { steps(deps: never): Kinds[K]['activities']; plan(session: never): Kinds[K]['plan'] }
  : PlatformActivities;

/** What this layer has of each kind of platform: a line for each. */
const KINDS = {
  'chongqing-bim': chongqingBim,
  fractal3d,
  'iuap-files': iuapFiles,
  persagy,
  'longyan-disk': longyanDisk,
} as const satisfies { [K in PlatformKind]: Wanted<K> };

/** The session of a platform, by its kind. */
export type Sessions = { [K in PlatformKind]: ReturnType<(typeof KINDS)[K]['createSession']> };

/** Kinds of platform that steps are made for. */
export const STEP_KINDS: readonly PlatformKind[] = Object.keys(KINDS) as PlatformKind[]; // as: the keys of this very object

/** What this layer has of a kind; its functions take the settings and sessions of this kind alone. */
export function activitiesOf(kind: PlatformKind): PlatformActivities {
  return KINDS[kind];
}

type Union = { [K in PlatformKind]: ReturnType<(typeof KINDS)[K]['steps']> }[PlatformKind];
type Intersection<Member> = (Member extends unknown ? (member: Member) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** The steps of all kinds, by name. */
export type PlatformSteps = Intersection<Union>;
