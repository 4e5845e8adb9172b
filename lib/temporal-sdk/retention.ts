import type { Client } from '@temporalio/client';
import { tsToMs } from './internals.ts';

/** What Temporal's servers keep ended runs for where nothing else was said. */
const DEFAULT_MS = 24 * 60 * 60 * 1_000;

/** How long Temporal keeps ended runs, in milliseconds. */
export async function retentionMs({ workflowService, options }: Client): Promise<number> {
  const { config } = await workflowService.describeNamespace({ namespace: options.namespace });
  const ttl = config?.workflowExecutionRetentionTtl;
  return ttl ? tsToMs(ttl) : DEFAULT_MS;
}
