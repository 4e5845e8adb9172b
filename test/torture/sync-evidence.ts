import {
  ApplicationFailure,
  CancelledFailure,
  type HistoryAndWorkflowId,
  WorkflowFailedError,
} from '@temporalio/client';
import type { IngestProgress } from '../../client/index.ts';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import { memoryWorkflowId, rangeWorkflowId } from '../../contracts/sync/memory.ts';
import { emptyReport, type SyncReport } from '../../contracts/sync/report.ts';
import { SYNC_RUN_WORKFLOW } from '../../contracts/sync/run.ts';
import { createMemoryStore } from '../../lib/sync/memory-store.ts';
import { versionOf } from './ingestions.ts';
import type { AskedIngestion } from './judged.ts';
import { nameOf } from './planned-sync.ts';
import { TASK_QUEUE } from './processes.ts';
import type { Rig } from './rig.ts';
import type { RoundSync, SyncFile } from './round-sync.ts';
import type { SyncEvidence } from './sync-oracle.ts';
import { persist } from './waiting.ts';

/** Everything of a sync that is judged: itself, and the ingestions that it delivered by. */
export interface SyncFindings {
  sync: SyncEvidence;
  asked: AskedIngestion[];
  told: IngestProgress[];
  histories: HistoryAndWorkflowId[];
}

const ANSWER_BOUND_MS = 60_000;

/** Asks what has come of a sync that has been finished. */
export async function collectSync(rig: Rig, sync: RoundSync): Promise<SyncFindings> {
  const { planned, last, idle, idleCalls } = sync;
  if (last === undefined || idle === undefined || idleCalls === undefined)
    throw new Error(`${planned.id} has no last run`);
  const name = planned.id;
  const { ranges, rows } = await readMemory(rig, name);
  // Where the worker of a busy machine does not answer soon, it is not told.
  const remembered = await persist(`what ${name} remembers`, ANSWER_BOUND_MS, async () => {
    return (await rig.client.syncs.get(name)).remembered;
  });
  const expectedOpen = [memoryWorkflowId(name), ...ranges.map((id) => rangeWorkflowId(name, id))];
  const workflows = await listWorkflows(rig, name, expectedOpen);
  const runs = workflows.filter(({ type, isOpen }) => type === SYNC_RUN_WORKFLOW && !isOpen);
  const batches = new Set(workflows.filter(({ type }) => type === INGEST_WORKFLOW).map(({ id }) => id));
  const told = await Promise.all([...batches].map((id) => rig.client.get(id)));
  return {
    sync: {
      name,
      files: sync.files.map(({ path, bytes, versions, isRenamed, isMissed }) => ({
        path,
        present: bytes === undefined ? undefined : versionOf(bytes),
        versions,
        isRenamed,
        isMissed,
      })),
      runs: await Promise.all(runs.map((run) => readReport(rig, run))),
      last,
      idle,
      idleCalls,
      remembered,
      rows,
      open: workflows.filter(({ isOpen }) => isOpen).map(({ id }) => id),
      expectedOpen,
    },
    asked: told.map((one) => askedBy(rig, sync, one, told)),
    told,
    histories: await Promise.all(
      workflows.map(async ({ id, runId }) => ({
        workflowId: id,
        history: await rig.temporal.workflow.getHandle(id, runId).fetchHistory(),
      })),
    ),
  };
}

/** What a run told at its end. Two runs that were asked for in one second have one id. */
async function readReport(rig: Rig, { id, runId }: SyncWorkflow): Promise<SyncReport & { id: string }> {
  try {
    const handle = rig.temporal.workflow.getHandle(id, runId, { followRuns: false });
    return { id, ...((await handle.result()) as SyncReport) }; // as: what this workflow answers
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    if (cause instanceof CancelledFailure) return await reportOfCancelled(rig, { id, runId });
    if (!(cause instanceof ApplicationFailure)) throw error;
    return { ...emptyReport(), ...((cause.details?.[0] ?? {}) as Partial<SyncReport>), id }; // as: see `syncRun`
  }
}

/** Temporal keeps no result of a run that is cancelled; a worker knows it from its history, and may not answer soon. */
async function reportOfCancelled({ client }: Rig, { id, runId }: Pick<SyncWorkflow, 'id' | 'runId'>) {
  return await persist(`the report of ${id}, which was cancelled`, ANSWER_BOUND_MS, async () => {
    const report = await client.syncs.run(id, { runId });
    return report.note === undefined ? report : undefined;
  });
}

/** What a sync remembers, read from where it lies. */
async function readMemory({ temporal }: Rig, sync: string) {
  const store = createMemoryStore({ client: temporal, taskQueue: TASK_QUEUE, sync, call: (fn) => fn() });
  const { ranges } = await store.read();
  const contents = await Promise.all(ranges.map((range) => store.content(range)));
  return { ranges: ranges.map(({ id }) => id), rows: contents.flatMap(({ rows }) => [...rows.values()]) };
}

interface SyncWorkflow {
  id: string;
  runId: string;
  type: string;
  isOpen: boolean;
}

/** All workflows of a sync; Temporal's index is behind by a moment. */
async function listWorkflows(rig: Rig, name: string, expectedOpen: readonly string[]): Promise<SyncWorkflow[]> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const found: SyncWorkflow[] = [];
    for await (const one of rig.temporal.workflow.list({ query: `ModelrailSync = "${name}"` })) {
      found.push({ id: one.workflowId, runId: one.runId, type: one.type, isOpen: one.closeTime === undefined });
    }
    const open = found.filter(({ isOpen }) => isOpen).map(({ id }) => id);
    const isUpToDate = open.length === expectedOpen.length && open.every((id) => expectedOpen.includes(id));
    if (isUpToDate || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What a run asked of an ingestion, as the plan knows it. */
function askedBy(
  rig: Rig,
  { planned, projectId, files, isCancelTried, last }: RoundSync,
  told: IngestProgress,
  all: readonly IngestProgress[],
): AskedIngestion {
  const asks = (name: string) => all.filter((one) => one.files.some((file) => file.name === name)).length;
  return {
    id: told.id,
    project: { id: projectId, code: planned.projectCode, isTaken: false },
    groupName: planned.id,
    onModelError: 'continue',
    files: told.files.map(({ name }) => {
      const file = files.find((one) => isNamed(one, name));
      return {
        name,
        tags: [],
        versions: file?.versions ?? [],
        isDisturbed: file?.isDisturbed === true,
        sourceFailures: rig.sources.rules.failuresOf(file?.placed.serverPath ?? ''),
        deliveries: asks(name),
      };
    }),
    isCancelTried,
    // Nothing explains a failure in the last run any more.
    isRetried: last?.ingestions.includes(told.id) === true,
  };
}

function isNamed(file: SyncFile, name: string): boolean {
  return nameOf(file).normalize('NFC') === name.normalize('NFC');
}
