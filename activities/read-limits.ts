import type { Client } from '@temporalio/client';
import { parseSendingLimits, type SendingLimits } from '../contracts/limits.ts';
import { LIMITS_MEMO } from '../contracts/names.ts';

/** The limits that were set on the present run of an ingestion; undefined when none were. No worker is asked. */
export async function readLimits(client: Client, ingestion: string): Promise<SendingLimits | undefined> {
  const { memo } = await client.workflow.getHandle(ingestion).describe();
  return parseSendingLimits(memo?.[LIMITS_MEMO]);
}
