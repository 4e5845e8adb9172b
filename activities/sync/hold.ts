import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { INGEST_WORKFLOW } from '../../contracts/names.ts';
import type { RunRef } from '../../contracts/progress.ts';
import { phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import type { LeftBatch, SyncHolder } from '../../contracts/sync/activities.ts';
import type { MemoryState } from '../../contracts/sync/memory.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { decodeFiles } from '../../lib/sync/batch-files.ts';
import { isOpenHolder, occupied } from '../../lib/sync/holder.ts';
import type { MemoryStore } from '../../lib/sync/memory-store.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import { firstRunId } from '../../lib/temporal-sdk/first-run-id.ts';
import { retentionMs } from '../../lib/temporal-sdk/retention.ts';

/**
 * Lets a run hold the memory of its sync. It is the fence between runs, however they are started: one that Temporal says is open
 * keeps it. Error: `AlreadyExists`, worth trying again where runs are queued.
 */
export async function holdMemory(
  { run, workflowId, overlap, name }: SyncHolder,
  store: Pick<MemoryStore, 'read' | 'change'>,
  temporal: Client,
): Promise<MemoryState> {
  let memory = await store.read();
  // A run that an earlier version began goes on as that did.
  if (workflowId === undefined) return memory;
  while (memory.holder?.runId !== run) {
    const { holder } = memory;
    if (holder !== undefined && (await isOpen(temporal, holder))) throw occupied(name, holder, overlap === 'queue');
    const after = holder === undefined ? {} : { after: holder.runId };
    memory = await store.change({ hold: { run: { workflowId, runId: run }, ...after } });
    if (memory.holder === undefined) {
      const old = sentenceOf(
        'the worker that keeps what a sync remembers is of an earlier version: it is waited for until it is upgraded',
      );
      throw new ModelrailError('Internal', old, { isRetryable: true });
    }
  }
  return memory;
}

/**
 * What is to be remembered before anything new is delivered. Errors: `AlreadyExists`, worth trying again, while that is being
 * delivered; `NotFound` when Temporal does not know any more what became of it.
 */
export async function findLeft(
  { sync, batch, substitutes }: MemoryState,
  store: Pick<MemoryStore, 'change'>,
  temporal: Client,
): Promise<LeftBatch | undefined> {
  if (batch === undefined) return undefined;
  const { id, begunAtMs } = batch;
  const files = decodeFiles(batch.files);
  const found = await describe(temporal, id);
  if (found === undefined) {
    // Temporal keeps it for this long after its end, so it was never started.
    if (Date.now() - begunAtMs < (await retentionMs(temporal))) {
      return { id, files, ...(substitutes === undefined ? {} : { substitutes }) };
    }
    throw forgotten(sync, id, files.length);
  }
  if (found.type !== INGEST_WORKFLOW || found.typedSearchAttributes.get(SYNC_ATTRIBUTE) !== sync) {
    // It has the id of one that was never started: its files are found by the scan.
    await store.change({ done: id });
    return undefined;
  }
  if (found.status.name !== 'RUNNING') return { id, files, runId: firstRunId(found) };
  const busy = sentenceOf(
    '{id}, which an ended run began, is still delivering: what it delivers is remembered before anything is sent',
    { id },
  );
  throw new ModelrailError('AlreadyExists', busy, { isRetryable: true });
}

async function isOpen(temporal: Client, holder: RunRef): Promise<boolean> {
  return isOpenHolder(await describe(temporal, holder.workflowId), holder);
}

/** The latest run of a workflow; undefined when Temporal has none. */
async function describe(temporal: Client, workflowId: string): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await temporal.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Without knowing what was delivered nothing may be sent: it would be sent twice. */
export function forgotten(sync: string, id: string, files: number): ModelrailError {
  const unknown = sentenceOf(
    'what {id} delivered of {files} is not known: its run was ended, and Temporal keeps it no more. Nothing is sent, since it might be sent twice. Write out what {sync} remembers by `sync export`, complete it by what the platform has, and take it up by `sync import`: then runs go on',
    { id, sync, files: files === 1 ? phraseOf('1 file') : phraseOf('{files} files', { files: `${files}` }) },
  );
  return new ModelrailError('NotFound', unknown);
}
