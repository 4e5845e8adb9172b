import type { WorkflowExecutionInfo } from '@temporalio/client';
import { isDelivered } from '../../contracts/kinds.ts';
import { SUMMARY_MEMO } from '../../contracts/names.ts';
import type { FileProgress, RunRef } from '../../contracts/progress.ts';
import type { EarlierContent, FileVersion, TargetQuestion } from '../../contracts/remembered.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { readOutcome } from '../snapshot/outcome.ts';
import { parseSummary } from '../snapshot/progress-summary.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { readRuns } from './read-runs.ts';
import { INGESTIONS, quote } from './visibility-query.ts';

/** What is known of an ingestion that has ended. */
interface ReadRun extends RunContents {
  platform: string;
}

/** What a run did with the contents of its files. */
interface RunContents {
  startedAtMs: number;
  byHash: ReadonlyMap<string, EarlierContent>;
  byPlace: ReadonlyMap<string, EarlierContent>;
}

/** What was done with contents, by MD5 or by source, the latest first. */
type FoundContents = ReadonlyMap<string, readonly EarlierContent[]>;

/** Reads what ended ingestions did with contents, from Temporal alone. */
export interface EarlierContents {
  /**
   * What was done with contents on a platform, by MD5, the latest first. Temporal finds an ingestion by its first 50 contents; one that
   * was found is known by all of them from then on.
   */
  find(platform: string, hashes: readonly string[]): Promise<FoundContents>;
  /** As {@link EarlierContents.find}, of what was read before, without asking Temporal. */
  kept(platform: string, hashes: readonly string[]): FoundContents;
  /**
   * What was done with files of a disk, by source: of the same path and size, and not changed since the ingestion began. Temporal
   * cannot be asked for paths: the last ingestions of the platform are looked through.
   */
  findVersions(platform: string, files: readonly FileVersion[]): Promise<FoundContents>;
}

/** Runs of one list that are looked at, and of them those whose results are read: a result has 2 MiB at most. */
const MOST_LISTED = 50;
const MOST_READ = 10;
/** Slices of an ingestion whose results are read, likewise. */
const MOST_SLICES = 20;
/** Contents that are kept of runs that were read. */
const MOST_KEPT = 50_000;
const MAX_REASON_CHARACTERS = 200;

/** Makes the reader of a task queue's ingestions; it keeps what it has read, since the result of a run never changes. */
export function createEarlierContents(temporal: Temporal): EarlierContents {
  /** The last read is the last. */
  const read = new Map<string, ReadRun>();

  async function readOnce(run: WorkflowExecutionInfo, platform: string): Promise<ReadRun> {
    const one = read.get(run.runId) ?? { platform, ...(await readContents(temporal, run)) };
    read.delete(run.runId);
    read.set(run.runId, one);
    let kept = [...read.values()].reduce((sum, { byPlace }) => sum + byPlace.size, 0);
    for (const [oldest, { byPlace }] of read) {
      if (kept <= MOST_KEPT) break;
      read.delete(oldest);
      kept -= byPlace.size;
    }
    return one;
  }

  /** All that was read of a platform. `first`: those that are the latest. */
  function allRead(platform: string, first: readonly ReadRun[] = []): ReadRun[] {
    const others = [...read.values()].filter((one) => one.platform === platform && !first.includes(one));
    return [...first, ...others.toReversed()];
  }

  function ofHashes(hashes: readonly string[], runs: readonly ReadRun[]): FoundContents {
    return new Map(hashes.map((hash) => [hash, runs.flatMap(({ byHash }) => byHash.get(hash) ?? [])]));
  }

  async function latestOf(query: string): Promise<WorkflowExecutionInfo[]> {
    const listed = await readRuns(temporal, query, MOST_LISTED);
    return listed.filter((run) => !isDryRun(run)).slice(0, MOST_READ);
  }

  return {
    kept: (platform, hashes) => ofHashes(hashes, allRead(platform)),
    async find(platform, hashes) {
      const query = `${endedOn(temporal, platform)} AND ModelrailHash IN (${hashes.map(quote).join(', ')})`;
      const latest: ReadRun[] = [];
      for (const run of await latestOf(query)) {
        latest.push(await readOnce(run, platform));
        if (hashes.every((hash) => latest.some(({ byHash }) => byHash.has(hash)))) break;
      }
      return ofHashes(hashes, allRead(platform, latest));
    },
    async findVersions(platform, files) {
      for (const run of (await latestOf(endedOn(temporal, platform))).toReversed()) await readOnce(run, platform);
      const runs = allRead(platform).toSorted((a, b) => b.startedAtMs - a.startedAtMs);
      return new Map(
        files.map((file) => {
          const since = runs.filter(({ startedAtMs }) => startedAtMs > file.modifiedAtMs);
          return [file.source, since.flatMap(({ byPlace }) => byPlace.get(placeOf(file)) ?? [])];
        }),
      );
    },
  };
}

function placeOf({ source, size }: Pick<FileVersion, 'source' | 'size'>): string {
  return `${size}:${source}`;
}

async function readContents(temporal: Temporal, run: WorkflowExecutionInfo): Promise<RunContents> {
  const { result } = await readOutcome(temporal, run);
  const projectId = result?.projectId;
  const files = [...(result?.files ?? [])];
  for (const { run: slice } of (result?.slices ?? []).slice(0, MOST_SLICES)) {
    if (slice !== undefined) files.push(...(await filesOfSlice(temporal, slice)));
  }
  const byHash = new Map<string, EarlierContent>();
  const byPlace = new Map<string, EarlierContent>();
  for (const file of files) {
    const what = whatWasDone(file);
    if (what === undefined) continue;
    const content = { id: run.workflowId, ...what, ...(projectId === undefined ? {} : { projectId }) };
    byPlace.set(placeOf(file), content);
    if (file.hash && byHash.get(file.hash)?.outcome !== 'delivered') byHash.set(file.hash, content);
  }
  return { startedAtMs: run.startTime.getTime(), byHash, byPlace };
}

/** A slice always ends completed. */
async function filesOfSlice(temporal: Temporal, slice: RunRef): Promise<readonly FileProgress[]> {
  const { result } = await readOutcome(temporal, { ...slice, status: { name: 'COMPLETED' } });
  return result?.files ?? [];
}

function whatWasDone(file: FileProgress): Pick<EarlierContent, 'outcome' | 'reason'> | undefined {
  if (isDelivered(file)) return { outcome: 'delivered' };
  if (file.status !== 'failed' || file.error?.type !== 'ConversionFailed') return undefined;
  return { outcome: 'notConverted', reason: cutText(file.error.message, MAX_REASON_CHARACTERS) };
}

/** Ingestions of a platform that are looked at for one that made a project. */
const MOST_MAKERS = 1_000;

/** The latest ingestion that made a project by this key (its code), and that project. */
export async function whoMadeProject(
  temporal: Temporal,
  { platform, asking, key }: TargetQuestion & { key: string },
): Promise<{ id: string; projectId: string } | undefined> {
  for (const run of await readRuns(temporal, allOn(temporal, platform), MOST_MAKERS)) {
    const { projectId, projectKey } = summaryOf(run) ?? {};
    if (projectKey === key && projectId !== undefined && run.workflowId !== asking) {
      return { id: run.workflowId, projectId };
    }
  }
  return undefined;
}

/**
 * Whether no ingestion that is remembered has delivered into a project; undefined where none has into any project of the platform.
 */
export async function isProjectUnseen(
  temporal: Temporal,
  { platform, asking, projectId }: TargetQuestion & { projectId: string },
): Promise<boolean | undefined> {
  const completed = `${endedOn(temporal, platform)} AND ExecutionStatus = 'Completed'`;
  const isAny = async (condition: string): Promise<boolean> => {
    const runs = await readRuns(temporal, `${completed} AND ${condition}`, MOST_LISTED);
    return runs.some((run) => run.workflowId !== asking && !isDryRun(run));
  };
  if (await isAny(`ModelrailProject = ${quote(projectId)}`)) return false;
  return (await isAny('ModelrailProject IS NOT NULL')) ? true : undefined;
}

function summaryOf(run: WorkflowExecutionInfo): ReturnType<typeof parseSummary> {
  return parseSummary(run.memo?.[SUMMARY_MEMO]);
}

function isDryRun(run: WorkflowExecutionInfo): boolean {
  return summaryOf(run)?.dryRun === true;
}

/** Several task queues of a namespace are several installations. */
function allOn({ taskQueue }: Temporal, platform: string): string {
  return `${INGESTIONS} AND TaskQueue = ${quote(taskQueue)} AND ModelrailPlatform = ${quote(platform)}`;
}

/** Those that left a result. */
function endedOn(temporal: Temporal, platform: string): string {
  return `${allOn(temporal, platform)} AND ExecutionStatus IN ('Completed', 'Failed')`;
}
