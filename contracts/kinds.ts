import type { ChangingWorkflow } from './changes.ts';
import { CHONGQING_BIM } from './chongqing-bim/index.ts';
import { FRACTAL_3D } from './fractal3d/index.ts';
import { IUAP_FILES } from './iuap-files/index.ts';
import type { KindFacts, KindTypes, RequestDescription, Substitutes } from './kind-facts.ts';
import { LONGYAN_DISK } from './longyan-disk/index.ts';
import { PROVISION_RUN, PROVISION_WORKFLOW, ROLL_BACK_WORKFLOW } from './persagy/provision.ts';
import type { FileProgress, FileStatus, RemoteIds } from './progress.ts';
import type { Remembered } from './remembered.ts';

/** Kinds of platform that take files: a line for each. */
const ALL_KINDS = {
  'chongqing-bim': CHONGQING_BIM,
  fractal3d: FRACTAL_3D,
  'iuap-files': IUAP_FILES,
  'longyan-disk': LONGYAN_DISK,
} as const;

/** Workflows that change a platform by a plan, by name: a line for each. */
export const CHANGING_WORKFLOWS: ReadonlyMap<string, ChangingWorkflow> = new Map([
  [PROVISION_WORKFLOW, PROVISION_RUN],
  [ROLL_BACK_WORKFLOW, PROVISION_RUN],
]);

/** The one kind of version 0.1. */
export const FIRST_KIND = 'chongqing-bim' satisfies DeliveryKind;

/** The name of a kind of platform that takes files. */
export type DeliveryKind = keyof typeof ALL_KINDS;
/** The name of a kind of platform. */
export type PlatformKind = DeliveryKind | 'persagy';

/** The types of each kind. */
export type Kinds = { [K in DeliveryKind]: (typeof ALL_KINDS)[K] extends KindFacts<infer Types> ? Types : never };

/** What has to be known of each kind. */
export const KINDS: { readonly [K in DeliveryKind]: KindFacts<KindTypes> } = ALL_KINDS;

/** All values of {@link DeliveryKind}. */
export const DELIVERY_KINDS = Object.keys(ALL_KINDS) as readonly DeliveryKind[]; // as: the keys of this very object

/** What the worker's configuration fixes for a run of a kind, at its start; of several kinds one of their plans. */
export type PlanOf<K extends DeliveryKind> = {
  [One in K]: {
    kind: One;
    /** True: files get a SHA-256 beside the MD5; absent otherwise. */
    sha256?: true;
    /** What earlier ingestions are remembered to have done with the target of the request. */
    remembered?: Remembered;
  } & Kinds[One]['plan'];
}[K];

/** The plan of a run. */
export type IngestPlan = PlanOf<DeliveryKind>;

/** What the slices of an ingestion share on a platform of a kind. */
export type SharedOf<K extends DeliveryKind> = NonNullable<Kinds[K]['shared']>;

/** What the slices of an ingestion share on the platform. */
export type SharedState = SharedOf<DeliveryKind>;

/** What the platforms of a kind answer about a delivered file beside its record. */
export type RemoteOf<K extends DeliveryKind> = Kinds[K] extends { remote: infer Remote extends RemoteIds }
  ? Remote
  : never;

type Intersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void
  ? All
  : never;

/** The steps of all kinds. */
export type KindActivities = Intersection<Kinds[DeliveryKind]['activities']>;

/** What requests to all kinds have beside what is common; a key that two kinds have means the same for both. */
export type KindRequests = Intersection<Kinds[DeliveryKind]['request']>;

const CHOICES = new Map(Object.values(KINDS).flatMap(({ choices = {} }) => Object.entries(choices)));

/** What a value means that a field of a request has a choice of; undefined where nothing is said of it. */
export function choiceMeaning(field: string, value: string): string | undefined {
  const meanings = CHOICES.get(field);
  return meanings !== undefined && Object.hasOwn(meanings, value) ? meanings[value] : undefined;
}

const FACTS_BY_NAME: ReadonlyMap<string, KindFacts<KindTypes>> = new Map(Object.entries(KINDS));

/** What is known of a kind by its name; undefined of one that this version does not know. */
export function kindFacts(kind: string | undefined): KindFacts<KindTypes> | undefined {
  return FACTS_BY_NAME.get(kind ?? '');
}

/** True for platforms on which files of equal content are delivered once, for all that have it. */
export function sharesContents(kind: string): boolean {
  return kindFacts(kind)?.sharesContents === true;
}

/** The status of a file that is delivered to a platform of this kind; of an unknown one that of the first. */
export function statusOfDelivered(kind: string | undefined): FileStatus {
  return (kindFacts(kind) ?? KINDS[FIRST_KIND]).delivered;
}

const DELIVERED = new Set(Object.values(KINDS).map(({ delivered }) => delivered));

/**
 * True of a file that is delivered. One kind's last status may be another's on the way, so it has to be through all stages.
 * A dry run takes files through them too, but gives them none of these statuses.
 */
export function isDelivered({ status, stage }: Pick<FileProgress, 'status' | 'stage'>): boolean {
  return stage === 'done' && DELIVERED.has(status);
}

/** True for the keys of a request that only kinds of platform have, of whatever kind its platform is. */
export function hasKindKeys(request: unknown): boolean {
  return Object.values(KINDS).every(({ isRequest }) => isRequest(request));
}

/**
 * What a request says of its target, of whatever kind its platform is: that is not known before a worker has looked at the
 * configuration. What two kinds say of one key they both have is told once.
 */
export function describeTarget(request: object): RequestDescription {
  const all = Object.values(KINDS).flatMap((facts) => facts.describe?.(request) ?? []);
  const target = all.find((one) => one.target !== undefined)?.target;
  const project = all.find((one) => one.project !== undefined)?.project;
  const lines = new Map(all.flatMap((one) => one.lines.map((line) => [line.label, line])));
  return {
    ...(target === undefined ? {} : { target }),
    ...(project === undefined ? {} : { project }),
    lines: [...lines.values()],
  };
}

/** Files, by position, of which an ingestion may have made what no call finds again, by its result. */
export function doubtfulAfter({ kind, resume }: { kind?: string | undefined; resume: object }): ReadonlySet<number> {
  return new Set(kindFacts(kind)?.doubtful?.(resume));
}

/** What later ingestions of the same sync have in their requests, by the result of one. */
export function substitutesAfter({ kind, resume }: { kind?: string | undefined; resume: object }): Substitutes {
  return kindFacts(kind)?.substitutes?.(resume) ?? {};
}

/** True for what the slices of an ingestion share on a platform of this kind. */
export function isSharedOf(kind: DeliveryKind, value: unknown): value is SharedState | undefined {
  return KINDS[kind].isShared(value);
}
