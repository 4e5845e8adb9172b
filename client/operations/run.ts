import { randomUUID } from 'node:crypto';
import { CALL_WORKFLOW, type OperationAnswer, type OperationCall } from '../../contracts/operations.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { attributeKeys } from '../runs/run.ts';
import { startedByMemo, userAtHost } from '../runs/started-by.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { outcomeOf } from './outcome.ts';
import type { CallOptions, PlatformWork } from './types.ts';

/** Keyword values beyond this length do not fit the columns of Temporal's SQL visibility stores. */
const MAX_KEYWORD_LENGTH = 255;
const MAX_SUMMARY_LENGTH = 200;

/** See `Modelrail.runOnPlatform`. */
export async function runOnPlatform<Answer>(
  temporal: Temporal,
  { workflow, platform, input, summary, prefix }: PlatformWork,
  { onStarted, signal }: CallOptions = {},
): Promise<Answer> {
  const id = `${prefix}-${randomUUID()}`;
  await temporal.call(() =>
    temporal.client.workflow.start(workflow, {
      workflowId: id,
      taskQueue: temporal.taskQueue,
      args: [input],
      staticSummary: cutText(summary, MAX_SUMMARY_LENGTH),
      memo: startedByMemo(userAtHost()),
      typedSearchAttributes: [{ key: attributeKeys.platform, value: cutText(platform, MAX_KEYWORD_LENGTH) }],
    }),
  );
  onStarted?.(id);
  return await outcomeOf<Answer>(temporal, id, signal);
}

/** See `Modelrail.call`. */
export async function callPlatform(
  temporal: Temporal,
  { platform, operation, input }: OperationCall,
  options?: CallOptions,
): Promise<OperationAnswer> {
  const work = { workflow: CALL_WORKFLOW, platform, input: { platform, operation, input } };
  return await runOnPlatform(temporal, { ...work, summary: `${platform}: ${operation}`, prefix: 'call' }, options);
}
