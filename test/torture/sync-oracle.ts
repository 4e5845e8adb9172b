import type { SyncRun } from '../../client/index.ts';
import type { SyncReport } from '../../contracts/sync/report.ts';
import type { Row } from '../../lib/sync/rows.ts';
import { REFUSAL } from './plan.ts';
import type { PlatformState } from './platform-state.ts';

/** What is judged of a sync after a round. */
export interface SyncEvidence {
  name: string;
  files: readonly SyncedFile[];
  /** Runs that ended on the way. */
  runs: readonly (SyncReport & { id: string })[];
  /** The run that had to complete, and one that had nothing to do. */
  last: SyncRun;
  idle: SyncRun;
  /** Requests that the platform got meanwhile. */
  idleCalls: number;
  /** What is told to be remembered, and what is. */
  remembered: { files: number; gone: number; setAside: number };
  rows: readonly Row[];
  /** Ids of the workflows that are open, and of those that have to be. */
  open: readonly string[];
  expectedOpen: readonly string[];
}

/** A file of a sync, as it was when all was over. */
export interface SyncedFile {
  path: string;
  /** Absent when it is not there. */
  present?: { md5: string; size: number } | undefined;
  versions: readonly { md5: string; size: number }[];
  isRenamed: boolean;
  /** It was away under one of its names. */
  isMissed: boolean;
}

/** What is judged of the whole round beside it. */
interface Round {
  state: PlatformState;
  /** The platform said no to good requests, whatever they were. */
  hasRefusals: boolean;
}

/** Everything that is wrong with what a sync delivered and remembers, one line each. */
export function judgeSync(sync: SyncEvidence, { state, hasRefusals }: Round): string[] {
  const problems = [
    ...judgeRuns(sync, hasRefusals),
    ...judgeReports(sync, state),
    ...sync.files.flatMap((file) => judgeSyncedFile(file, sync, state).map((problem) => `${file.path} ${problem}`)),
    ...judgeMemory(sync),
  ];
  return problems.map((problem) => `${sync.name}: ${problem}`);
}

/** Errors that no disturbance explains. */
const OURS = new Set(['Internal', 'AlreadyExists', 'NotFound', 'InvalidRequest']);

function judgeRuns({ files, runs, last, idle, idleCalls }: SyncEvidence, hasRefusals: boolean): string[] {
  const problems: string[] = [];
  const there = files.filter(({ present }) => present !== undefined).length;
  for (const { id, status, error } of runs) {
    const isRefused = hasRefusals && error?.message.includes(REFUSAL) === true;
    if (status === 'failed' && OURS.has(error?.type ?? '') && !isRefused) {
      problems.push(`${id} failed: ${JSON.stringify(error)}`);
    }
  }
  const { status, found, failed, problems: told, waiting, setAside, error } = last;
  if (status !== 'completed' || failed.length + told.length + waiting.length + setAside.length > 0) {
    problems.push(`the last run is ${status}: ${JSON.stringify({ error, failed, told, waiting, setAside })}`);
  }
  if (found !== there) problems.push(`the last run found ${found} of ${there} files`);
  const isIdle =
    idle.status === 'completed' &&
    idle.found === there &&
    idle.unchanged === there &&
    idle.touched + idle.removed.length + idle.ingestions.length + idle.problems.length === 0;
  if (!isIdle) problems.push(`a further run had something to do: ${JSON.stringify(idle)}`);
  if (idleCalls !== 0) problems.push(`a further run called the platform ${idleCalls} times`);
  return problems;
}

/** What all runs together tell. */
function judgeReports({ files, runs }: SyncEvidence, { models }: PlatformState): string[] {
  const problems: string[] = [];
  for (const path of new Set(runs.flatMap(({ removed }) => removed))) {
    const isRight = files.some((file) => file.isMissed && isSamePath(file.path, path));
    if (!isRight) problems.push(`${path} was taken for removed`);
  }
  const told = runs.reduce((sum, run) => sum + run.new + run.changed, 0);
  const records = models.filter(({ name }) => files.some(({ path }) => isSameName(name, path))).length;
  if (told !== records) problems.push(`told of ${told} files that were delivered, and the platform has ${records}`);
  return problems;
}

/** Each content that was delivered is one record, and the last one is there. */
function judgeSyncedFile(file: SyncedFile, { rows }: SyncEvidence, state: PlatformState): string[] {
  const { path, present, versions, isRenamed } = file;
  const problems: string[] = [];
  const records = state.models.filter(({ name }) => isSameName(name, path));
  for (const md5 of new Set(records.map(({ hash }) => hash))) {
    const count = records.filter(({ hash }) => hash === md5).length;
    if (count > 1) problems.push(`has ${count} records of ${md5}`);
    if (!versions.some((version) => version.md5 === md5)) problems.push(`has a record of ${md5}, which it never had`);
  }
  const idOf = (md5: string) => state.files.find(({ hash }) => hash === md5)?.id;
  const own = rows.filter((row) => isSamePath(row.path, path));
  if (present === undefined) {
    const isKnown = own.length > 0;
    if (isKnown !== records.length > 0) problems.push(`is gone, has ${records.length} records and ${own.length} rows`);
    if (own.some(({ gone }) => gone !== true)) problems.push('is gone and is not remembered so');
    return problems;
  }
  const row = own.find((one) => one.path === path);
  if (!records.some(({ hash }) => hash === present.md5)) problems.push(`has no record of ${present.md5}, its content`);
  if (row === undefined) return [...problems, 'is not remembered'];
  if (own.some((one) => one !== row && one.gone !== true)) problems.push('is remembered under two forms of its name');
  const { md5, size, id, superseded = [], failures = 0, gone = false, aside = false } = row;
  const isAsItIs = md5 === present.md5 && size === present.size && id === idOf(md5);
  if (!isAsItIs || failures > 0 || gone || aside) problems.push(`is remembered as ${JSON.stringify(row)}`);
  const before = records.filter(({ hash }) => hash !== present.md5).map(({ hash }) => idOf(hash) ?? hash);
  // What was renamed and changed at the same time is another file.
  if (!isRenamed && [...superseded].sort().join() !== before.sort().join()) {
    problems.push(`has the ids ${before.join()} of earlier contents, and ${superseded.join()} are remembered`);
  }
  return problems;
}

function judgeMemory({ files, remembered, rows, open, expectedOpen }: SyncEvidence): string[] {
  const problems: string[] = [];
  const counted = {
    files: rows.length,
    gone: rows.filter(({ gone }) => gone === true).length,
    setAside: rows.filter(({ aside }) => aside === true).length,
  };
  if (JSON.stringify(remembered) !== JSON.stringify(counted)) {
    problems.push(`tells that it remembers ${JSON.stringify(remembered)}, which is ${JSON.stringify(counted)}`);
  }
  const strangers = rows.filter((row) => !files.some(({ path }) => isSamePath(path, row.path)));
  if (strangers.length > 0) problems.push(`remembers ${strangers.map(({ path }) => path).join(', ')}`);
  if ([...open].sort().join() !== [...expectedOpen].sort().join()) {
    problems.push(`has the open workflows ${open.join(', ')}, and should have ${expectedOpen.join(', ')}`);
  }
  return problems;
}

function isSamePath(one: string, other: string): boolean {
  return one.normalize('NFC') === other.normalize('NFC');
}

function isSameName(name: string, path: string): boolean {
  return isSamePath(name, path.slice(path.lastIndexOf('/') + 1));
}
