import { workflowInfo } from '@temporalio/workflow';

/** The sync that started the run; undefined of an ingestion that was asked for by itself. */
export function syncOfRun(): string | undefined {
  return workflowInfo().typedSearchAttributes.get({ name: 'ModelrailSync', type: 'KEYWORD' });
}

/** True of a run of a sync, which has a memory of its own. */
export function isOfSync(): boolean {
  return syncOfRun() !== undefined;
}
