import { isDeepStrictEqual } from 'node:util';
import { isErrorType } from '../../../client/index.ts';
import type { FaultKind } from '../../../lib/simulation/faults.ts';
import type { Plan } from '../../../platforms/persagy/plan.ts';
import { REFUSAL } from '../plan.ts';
import { type OpsState, type PlatformLink, type PlatformThing, readRows } from './platform-rows.ts';
import type { Run } from './runs.ts';
import { linksOf, nameOf, type Thing, thingsOf } from './things.ts';

/** What befell a round, as far as it explains how runs end. */
export interface Circumstances {
  /** Refusals in the platform's words that fell upon any call. */
  hasRefusals: boolean;
  /** What befell calls. */
  fallen: ReadonlySet<FaultKind>;
}

/** What is wrong between what a platform had, what a plan wants, and what the platform has now. */
export function judgePlatform(
  before: OpsState,
  plan: Plan,
  now: OpsState,
  { password, hasRolledBack }: { password: string; hasRolledBack: boolean },
): string[] {
  const [had, has] = [readRows(before), readRows(now)];
  const wanted = thingsOf(plan);
  const problems = [
    ...twice([...has.things.map(titleOf), ...has.links.map(nameOf)]).map((name) => `${name} is there more than once`),
    ...judgeForeign(had.things, wanted, has.things),
    ...judgeLinks(had.links, plan, has.links),
  ];
  for (const thing of wanted) {
    const there = find(has.things, thing);
    if (there === undefined) problems.push(`${titleOf(thing)} is not there`);
    else problems.push(...judgeThing(thing, there, { password, hasRolledBack, had: find(had.things, thing) }));
  }
  const known = new Set([...wanted, ...had.things].map(titleOf));
  const spare = has.things.filter((thing) => !known.has(titleOf(thing)));
  return [...problems, ...spare.map((thing) => `${titleOf(thing)} is there, and nobody wanted it`)];
}

/** Fields that say when and by whom a record was changed. */
const MARKS = new Set(['updateTime', 'updateUser']);

function judgeThing(
  { fields, in: within, ...thing }: Thing,
  there: PlatformThing,
  { password, hasRolledBack, had }: { password: string; hasRolledBack: boolean; had: PlatformThing | undefined },
): string[] {
  const name = titleOf(thing);
  const problems = Object.entries(fields)
    .filter(([field, value]) => field !== 'password' && String(there.fields[field]) !== String(value))
    .map(([field, value]) => `${name} has ${field} ${String(there.fields[field])} in place of ${String(value)}`);
  if (there.in !== within) problems.push(`${name} lies in ${there.in} in place of ${within}`);
  if (thing.kind === 'account') {
    const expected = had === undefined ? password : had.fields['password'];
    if (there.fields['password'] !== expected) problems.push(`${name} has another password`);
    const isOpen = fields['valid'] !== undefined || hasRolledBack;
    if (!isOpen && there.fields['valid'] !== (had?.fields['valid'] ?? 1)) problems.push(`${name} is disabled`);
  }
  if (had === undefined) return problems;
  if (had.fields.id !== there.fields.id) problems.push(`${name} is another one than before`);
  const places = ['parentId', 'areaId', 'menuId'];
  for (const [field, value] of Object.entries(had.fields)) {
    const isPlanned = field in fields || places.includes(field) || MARKS.has(field) || field === 'valid';
    if (!isPlanned && there.fields[field] !== value)
      problems.push(`${name} had ${field} ${String(value)}, which the plan says nothing of`);
  }
  return problems;
}

/** What no plan has must be as it was, to the time of its last change. */
function judgeForeign(
  had: readonly PlatformThing[],
  wanted: readonly Thing[],
  has: readonly PlatformThing[],
): string[] {
  const foreign = had.filter((thing) => find(wanted, thing) === undefined);
  return foreign
    .filter((thing) => !has.some(({ fields }) => isDeepStrictEqual(fields, thing.fields)))
    .map((thing) => `${titleOf(thing)} is foreign, and is not as it was: ${JSON.stringify(find(has, thing)?.fields)}`);
}

function judgeLinks(had: readonly PlatformLink[], plan: Plan, has: readonly PlatformLink[]): string[] {
  const wanted = linksOf(plan);
  const there = new Set(has.map(nameOf));
  // A menu of which a function is given is given.
  const isThere = (name: string) =>
    there.has(name) || [...there].some((one) => name.startsWith('roleMenu') && one.startsWith(`${name}/`));
  const isWanted = (name: string) =>
    wanted.some(
      (link) => nameOf(link) === name || (name.startsWith('roleMenu') && nameOf(link).startsWith(`${name}/`)),
    );
  const foreign = new Set(had.map(nameOf));
  return [
    ...wanted
      .map(nameOf)
      .filter((name) => !isThere(name))
      .map((name) => `${name} is not there`),
    ...had
      .filter(({ row }) => !has.some((one) => isDeepStrictEqual(one.row, row)))
      .map((link) => `${nameOf(link)} was made by others, and is not as it was`),
    ...[...there]
      .filter((name) => !isWanted(name) && !foreign.has(name))
      .map((name) => `${name} is there, and nobody wants it`),
  ];
}

/** What is wrong with what a run has told, as soon as it has ended and nothing else is under way. */
export function judgeRun(run: Run, now: OpsState, circumstances: Circumstances): string[] {
  const { id, status, result, error, difference, isCancelTried } = run;
  const problems: string[] = [];
  if (status === 'open') problems.push('has not ended');
  if (status === 'cancelled' && !isCancelTried) problems.push('was cancelled by nobody');
  if (status !== 'cancelled' && error !== undefined) problems.push(...judgeError('it', error, run, circumstances));
  if (!['nothing', 'completed', 'partial', 'failed', 'cancelled'].includes(status)) problems.push(`ended as ${status}`);
  if (result !== undefined) {
    problems.push(
      ...(run.what === 'provision' ? judgeResult(run, result, circumstances) : judgeRollBack(run, result, now)),
    );
    if (difference !== undefined && result.changes.length !== difference.changes.length)
      problems.push(`tells ${result.changes.length} changes of ${difference.changes.length}`);
    if (!run.isBeside && run.what === 'provision') problems.push(...judgeMade(result, now));
  }
  return problems.map((problem) => `${id}: ${problem}`);
}

type Result = NonNullable<Run['result']>;

function judgeResult(run: Run, { status, changes }: Result, circumstances: Circumstances): string[] {
  const count = (state: string) => changes.filter((change) => change.state === state).length;
  const [done, failed, planned] = ['done', 'failed', 'planned'].map(count);
  const fitting = done === changes.length ? 'completed' : done === 0 ? 'failed' : 'partial';
  const problems: string[] = [];
  if (status !== fitting) problems.push(`is ${status} with ${done} of ${changes.length} changes`);
  if (planned !== 0 && failed === 0) problems.push(`left ${planned} changes undone, and none failed`);
  if ((done ?? 0) + (failed ?? 0) + (planned ?? 0) !== changes.length) problems.push('has changes in a strange state');
  for (const { op, kind, key, state, error } of changes) {
    const name = `${op} ${kind} ${key}`;
    if (state === 'failed') problems.push(...judgeError(name, error, run, circumstances));
    else if (error !== undefined) problems.push(`${name} is ${state} with an error: ${error.message}`);
  }
  return problems;
}

function judgeError(name: string, error: Run['error'], run: Run, { hasRefusals, fallen }: Circumstances): string[] {
  if (error === undefined || !isErrorType(error.type) || error.message === '')
    return [`${name} failed without type and message`];
  const { type, message } = error;
  const isExplained =
    (message.includes(REFUSAL) && hasRefusals) ||
    (type === 'Authentication' && fallen.has('expired-token')) ||
    (run.isBeside && ['AlreadyExists', 'NotFound'].includes(type)) ||
    (run.what === 'roll back' && run.of?.isBeside === true && ['AlreadyExists', 'NotFound'].includes(type));
  return isExplained ? [] : [`${name} failed without a cause: ${type}: ${message}`];
}

/** What a run says that it has made is there. */
function judgeMade({ changes }: Result, now: OpsState): string[] {
  const { things } = readRows(now);
  return changes
    .filter(({ op, state }) => op === 'create' && state === 'done')
    .filter(
      ({ kind, key, id }) =>
        !things.some((one) => one.kind === kind && one.key === key && (kind === 'group' || one.fields.id === id)),
    )
    .map(({ kind, key, id }) => `says that it has made ${kind} ${key} (${id}), which is not there`);
}

/** What was made is gone, or is listed. */
function judgeRollBack({ of }: Run, { status, changes }: Result, now: OpsState): string[] {
  const problems: string[] = [];
  if (status !== 'completed') problems.push(`is ${status}`);
  const made = (of?.result?.changes ?? []).filter(
    ({ op, state }) => state === 'done' && (op === 'create' || op === 'link'),
  );
  const { things, links } = readRows(now);
  const isLinked = ({ kind, key }: { kind: string; key: string }) =>
    links.some((link) => link.kind === kind && `${link.from} → ${link.to}` === key);
  const told = new Set(changes.map(titleOf));
  // Links that were taken back since are not told, nor those that a run beside it has made.
  const isLeftOut = (change: (typeof made)[number]) =>
    change.op === 'link' && (!isLinked(change) || of?.isBeside === true);
  const untold = made.filter((change) => !told.has(titleOf(change)) && !isLeftOut(change));
  problems.push(...untold.map((change) => `does not tell ${titleOf(change)}, which was made`));
  for (const { kind, key, id, state, error } of changes) {
    const isThere =
      id === undefined
        ? isLinked({ kind, key })
        : things.some((one) => one.kind === kind && (kind === 'group' ? one.key === key : one.fields.id === id));
    if (state === 'undone' && isThere) problems.push(`says that ${kind} ${key} is gone, which is there`);
    if (state === 'stays' && !isThere)
      problems.push(`says that ${kind} ${key} stays, which is gone (${error?.message})`);
    if (state !== 'undone' && state !== 'stays') problems.push(`${kind} ${key} is ${state}`);
  }
  return problems;
}

function titleOf({ kind, key }: { kind: string; key: string }): string {
  return `${kind} ${key}`;
}

function find<T extends Thing>(things: readonly T[], { kind, key }: { kind: string; key: string }): T | undefined {
  return things.find((one) => one.kind === kind && one.key === key);
}

function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, position) => names.indexOf(name) !== position))];
}
