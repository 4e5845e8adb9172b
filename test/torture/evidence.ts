import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { HistoryAndWorkflowId } from '@temporalio/client';
import protos from '@temporalio/proto';
import type { IngestProgress, IngestStatus } from '../../client/index.ts';
import type { RunRef } from '../../contracts/progress.ts';
import type { RoundIngestion, RoundRun } from './ingestions.ts';
import type { AskedRun, Evidence } from './judged.ts';
import type { PlacedFile } from './placed-file.ts';
import { type Plan, REFUSAL } from './plan.ts';
import { readPlatformState } from './platform-state.ts';
import { SIGNATURE } from './processes.ts';
import type { Rig } from './rig.ts';
import type { SourceRules } from './source-rules.ts';
import type { SyncFindings } from './sync-evidence.ts';
import { persist, waitUntil } from './waiting.ts';
import type { Walk } from './walk.ts';

const ANSWER_BOUND_MS = 60_000;

/** Asks everybody what has come of a round. */
export async function collectEvidence(
  rig: Rig,
  round: {
    plan: Plan;
    walk: Walk;
    ingestions: readonly RoundIngestion[];
    syncs: readonly SyncFindings[];
  },
): Promise<Evidence> {
  const { plan, walk, ingestions, syncs } = round;
  const isCalm = walk.disturbances().every(({ times }) => times === 0);
  const { models, tasks, losses, unfit } = plan;
  const hasSwitches = models.length + tasks.length + losses.length + unfit.length > 0;
  for (const { asked, placed } of ingestions) tellFailures(asked, placed, rig.sources.rules);
  const told = new Map<string, IngestProgress>();
  for (const { asked } of ingestions) told.set(asked.id, await reportOf(rig, asked.id));
  for (const one of syncs.flatMap((sync) => sync.told)) told.set(one.id, one);
  const stats = await rig.simulator.stats();
  return {
    asked: [...ingestions.map(({ asked }) => asked), ...syncs.flatMap(({ asked }) => asked)],
    told,
    earlier: ingestions.flatMap((ingestion) => ingestion.earlier),
    listed: await listOf(rig, told),
    state: await readPlatformState(rig.processes.platformUrl),
    acceptedChunks: Object.fromEntries(
      Object.entries(stats.chunks.byKey).map(([hash, { requests }]) => [hash, requests]),
    ),
    isUndisturbed: isCalm && !hasSwitches && !plan.isRetried,
    runs: new Map(ingestions.map(({ asked, runIds }) => [asked.id, new Set(runIds).size])),
    repeats: walk.countRepeats(stats),
    hasRefusals: walk.fallen().some(({ fault, times }) => fault.message === REFUSAL && times > 0),
    unfit: unfit.map(({ name }) => name),
    hasLosses: losses.length > 0,
    lossesLeft: walk.lossesLeft(),
    syncs: syncs.map(({ sync }) => sync),
  };
}

/** With which errors files may fail by what has befallen their servers. */
export function tellFailures({ files }: AskedRun, placed: readonly PlacedFile[], rules: SourceRules): void {
  for (const [position, file] of files.entries()) {
    const path = placed[position]?.serverPath;
    if (path !== undefined) file.sourceFailures = rules.failuresOf(path);
  }
}

/** What the library says, once it need not say that no worker answered. */
export async function reportOf({ client }: Rig, id: string): Promise<IngestProgress> {
  return await waitUntil(`a whole report of ${id}`, ANSWER_BOUND_MS, async () => {
    const progress = await persist(`a report of ${id}`, ANSWER_BOUND_MS, () => client.get(id));
    return progress.note === undefined ? progress : undefined;
  });
}

/** What the library lists; Temporal's index is behind by a moment. */
export async function listOf(
  { client }: Rig,
  told: ReadonlyMap<string, IngestProgress>,
): Promise<Map<string, IngestStatus>> {
  const started = [...told.values()].map(({ startedAt }) => startedAt).sort();
  const filter = started[0] === undefined ? {} : { since: started[0] };
  const deadline = Date.now() + 5_000;
  return await waitUntil('the list', ANSWER_BOUND_MS, async () => {
    const listed = new Map<string, IngestStatus>();
    for await (const { id, status } of client.list(filter)) listed.set(id, status);
    const isUpToDate = [...told].every(([id, { status }]) => listed.get(id) === status);
    return isUpToDate || Date.now() > deadline ? listed : undefined;
  });
}

/** Every run's history, and those of the slices that it started. */
export async function readHistories(rig: Rig, ingestions: readonly RoundRun[]): Promise<HistoryAndWorkflowId[]> {
  const runs = ingestions.flatMap(({ asked, runIds }) =>
    runIds.map((runId) => readHistory(rig, { workflowId: asked.id, runId })),
  );
  return (await Promise.all(runs)).flat();
}

async function readHistory(rig: Rig, { workflowId, runId }: RunRef): Promise<HistoryAndWorkflowId[]> {
  const history = await rig.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  const slices = (history.events ?? []).flatMap(
    (event) => event.childWorkflowExecutionStartedEventAttributes?.workflowExecution ?? [],
  );
  const ofSlices = slices.map((slice) =>
    readHistory(rig, { workflowId: slice.workflowId ?? '', runId: slice.runId ?? '' }),
  );
  return [{ workflowId, history }, ...(await Promise.all(ofSlices)).flat()];
}

/** Where passwords, keys and tokens are to be seen that should be nowhere. */
export async function findSecrets(
  { processes }: Rig,
  histories: readonly HistoryAndWorkflowId[],
  reports: readonly { id: string }[],
): Promise<string[]> {
  const journal = await readFile(processes.platformJournal, 'utf8');
  const tokens = [...journal.matchAll(/^\["set","tokens","([^"]+)"/gm)].map((match) => match[1] ?? '');
  const secrets = [...Object.entries(processes.secrets), ...tokens.map((token) => ['token', token] as const)];
  const logs = await Promise.all(
    processes.workerLogs.map(async (path) => [basename(path), await readIfThere(path)] as const),
  );
  // Encoded: payloads are in it as they are.
  const encoded = histories.map(({ workflowId, history }) => {
    const bytes = protos.temporal.api.history.v1.History.encode(history as protos.temporal.api.history.v1.IHistory);
    return [`history of ${workflowId}`, Buffer.from(bytes.finish())] as const;
  });
  const told = reports.map((report) => [`report of ${report.id}`, JSON.stringify(report)] as const);
  const find = (
    places: readonly (readonly [string, Buffer | string])[],
    values: readonly (readonly [string, string])[],
  ) =>
    places.flatMap(([place, text]) =>
      values.flatMap(([name, value]) => (text.includes(value) ? [`${name} is in the ${place}`] : [])),
    );
  // A request has the address whole, and so has its history.
  return [...find([...logs, ...encoded, ...told], secrets), ...find([...logs, ...told], [['signature', SIGNATURE]])];
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    // A worker that no round of this campaign needed has no log.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
