import type { ChangingWorkflow, PlatformChange } from '../changes.ts';
import type { ErrorInfo, KeptError } from '../errors.ts';
import { parseSentences, type Sentence, toldWith } from '../sentences.ts';
import { isText, listOf, oneOf, optional, shaped } from '../shapes.ts';
import type { StepInfo } from '../step-info.ts';

/** Name of the workflow that compares a plan with a platform. */
export const COMPARE_WORKFLOW = 'comparePersagy';
/** Name of the workflow that makes a platform agree with a plan. */
export const PROVISION_WORKFLOW = 'provisionPersagy';
/** Name of the workflow that takes back what such a run has made. */
export const ROLL_BACK_WORKFLOW = 'rollBackPersagy';
/** Name of the workflow that remembers which links of a platform are ours. */
export const LINKS_WORKFLOW = 'persagyLinks';
/** Signal to it: a `LinksChange`. */
export const CHANGE_LINKS_SIGNAL = 'changeLinks';
/** Query of it: all links that are ours. */
export const LINKS_QUERY = 'links';

/** The id of the workflow that remembers our links on a platform: no ingestion's, since that has no slash. */
export function linksWorkflowId(platform: string): string {
  return `${platform}/links`;
}

/** What is made on the platform, in the order in which it depends on what is before it. */
export const RECORD_KINDS = ['group', 'area', 'project', 'menu', 'function', 'role', 'account'] as const;
/** One of {@link RECORD_KINDS}. */
export type RecordKind = (typeof RECORD_KINDS)[number];

/** What links two of those. */
export const LINK_KINDS = ['accountGroup', 'roleMenu', 'accountRole', 'accountArea', 'accountProject'] as const;
/** One of {@link LINK_KINDS}. */
export type LinkKind = (typeof LINK_KINDS)[number];

const LINK_ENDS: Readonly<Record<string, readonly string[]>> = {
  accountGroup: ['accountId', 'groupCode'],
  accountRole: ['accountId', 'roleId'],
  accountArea: ['accountId', 'areaId'],
  accountProject: ['accountId', 'projectId'],
  roleMenu: ['roleId', 'menuId', 'functionId'],
};

/** The ends of a kind of links, by the fields of the calls, in the order in which they are remembered. */
export function endsOf(kind: string): readonly string[] {
  return LINK_ENDS[kind] ?? [];
}

/** A link by the ids of its ends: what is remembered of it. */
export function linkId(kind: string, ...ends: readonly (string | undefined)[]): string {
  return [kind, ...ends.map((end) => end ?? '')].join('|');
}

/** What a change does. `delete` is of a roll-back alone. */
export const CHANGE_OPS = ['create', 'update', 'enable', 'disable', 'link', 'unlink', 'delete'] as const;
/** One of {@link CHANGE_OPS}. */
export type ChangeOp = (typeof CHANGE_OPS)[number];

/** `stays`: what was made and has no call that takes it back. */
export const CHANGE_STATES = ['planned', 'done', 'failed', 'undone', 'stays'] as const;
/** One of {@link CHANGE_STATES}. */
export type ChangeState = (typeof CHANGE_STATES)[number];

/** One change of the platform, as it is shown. */
export interface Change {
  op: ChangeOp;
  kind: RecordKind | LinkKind;
  /** What a plan calls it: `G1/A11`; of a link both ends, `zhang → G1/R1`. */
  key: string;
  /** The platform's id of the record; of a link there is none. */
  id?: string;
  state: ChangeState;
  error?: ErrorInfo;
}

/** One change of the platform, with what is needed to make it. */
export interface PlannedChange extends Change {
  /** Changes of a lower stage are made before. */
  stage: number;
  /** In the vendor's spelling; of an update only what is new, and the password of an account. Secrets are references. */
  fields: Readonly<Record<string, unknown>>;
  /** Fields that are ids of other records, by `KIND:KEY`: known once those are made. */
  refs?: Readonly<Record<string, string>>;
}

/** The difference between a plan and a platform. */
export interface Difference {
  changes: PlannedChange[];
  /** Ids of records that are there and that changes refer to, by `KIND:KEY`. */
  ids: Readonly<Record<string, string>>;
  /** Things of the plan that are as it says. */
  unchanged: number;
}

/** What a run of `provision` is given: the difference as it was seen. */
export interface ProvisionInput {
  platform: string;
  difference: Difference;
}

/** What a comparison is given. */
export interface CompareInput {
  platform: string;
  /** As it stands in its file. */
  plan: object;
}

/** What a roll-back is given: the id of the run that is taken back. */
export interface RollBackInput {
  platform: string;
  of: string;
}

/** How a run ended. */
export interface ProvisionResult {
  /** `completed`: all as planned, or nothing to do; `partial`: some done; `failed`: none. */
  status: 'completed' | 'partial' | 'failed';
  changes: PlannedChange[];
  /** By which errors of the changes are said in other languages. */
  told?: Sentence[];
}

/** Links by the ids of their ends. */
export interface LinksChange {
  add: string[];
  remove: string[];
}

/** The steps of provisioning. */
export interface ProvisionActivities {
  /** Makes changes that depend on nothing of each other. Each is looked up before it is made a second time. */
  applyPersagyChanges(input: { platform: string; changes: PlannedChange[]; ids: Record<string, string> }): Promise<{
    changes: AppliedChange[];
  }>;
  /** Compares a plan with a platform. */
  comparePersagyPlan(input: CompareInput): Promise<Difference>;
  /**
   * What a run has made, in its order: of its links those that are remembered as ours. Errors: `NotFound`; `InvalidRequest` for one of
   * another platform.
   */
  readPersagyRun(input: { platform: string; id: string }): Promise<{ changes: PlannedChange[] }>;
  /** Remembers which links are ours. */
  rememberPersagyLinks(input: { platform: string; change: LinksChange }): Promise<void>;
}

/** What became of a change. */
export interface AppliedChange {
  state: 'done' | 'failed';
  id?: string;
  error?: KeptError;
  /** Of a link that we made: the ids of its ends, by which it is remembered. */
  link?: string;
}

/** The steps of provisioning, by name. */
export const PROVISION_STEPS: Readonly<Record<keyof ProvisionActivities, StepInfo>> = {
  applyPersagyChanges: { policy: 'call' },
  comparePersagyPlan: { policy: 'call' },
  readPersagyRun: { policy: 'call' },
  rememberPersagyLinks: { policy: 'call' },
};

/** Changes that one step makes: few enough to see how it goes, and to lose little by a crash. */
export const CHANGES_OF_A_STEP = 25;
/** Steps at a time. */
export const STEPS_AT_ONCE = 4;

const isChange = shaped<PlannedChange>({
  op: oneOf(CHANGE_OPS),
  kind: oneOf([...RECORD_KINDS, ...LINK_KINDS]),
  key: isText,
  id: optional(isText),
  state: oneOf(CHANGE_STATES),
  error: optional((value) => typeof value === 'object'),
  stage: (value) => typeof value === 'number',
  fields: (value) => typeof value === 'object' && value !== null,
  refs: optional((value) => typeof value === 'object' && value !== null),
});

/** True for the input of a run as any client may send it. */
export const isProvisionInput = shaped<ProvisionInput>({
  platform: isText,
  difference: shaped<Difference>({
    changes: listOf(isChange),
    ids: (value) => typeof value === 'object' && value !== null,
    unchanged: (value) => typeof value === 'number',
  }),
});

const isResult = shaped<Omit<ProvisionResult, 'told'>>({
  status: oneOf(['completed', 'partial', 'failed']),
  changes: listOf(isChange),
});

/** What of a change people are told: no fields, in which secrets are referred to. */
function toldOf({ op, kind, key, id, state, error }: Change): PlatformChange {
  return { op, kind, key, ...(id === undefined ? {} : { id }), state, ...(error === undefined ? {} : { error }) };
}

/** A run that provisions, or takes back, as reports have it. */
export const PROVISION_RUN: ChangingWorkflow = {
  kind: 'persagy',
  planned: (input) => (isProvisionInput(input) ? input.difference.changes.map(toldOf) : undefined),
  made(result) {
    if (!isResult(result)) return undefined;
    const { status, changes } = result;
    // Without its sentences a result is said in English.
    const told = 'told' in result ? parseSentences(result.told) : [];
    return { status, changes: changes.map(toldOf), ...toldWith(told) };
  },
};

/** True for the input of a roll-back as any client may send it. */
export const isRollBackInput = shaped<RollBackInput>({ platform: isText, of: isText });

/** True for the input of a comparison as any client may send it. */
export const isCompareInput = shaped<CompareInput>({
  platform: isText,
  plan: (value) => typeof value === 'object' && value !== null,
});
