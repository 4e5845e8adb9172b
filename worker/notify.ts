import type { Client } from '@temporalio/client';
import type { NotifyDeps } from '../activities/notify/index.ts';
import type { NoticeType } from '../contracts/notify.ts';
import { NOTIFY_WORKFLOW, notifyWorkflowId } from '../contracts/notify.ts';
import type { Config } from '../lib/config/load.ts';

type NotifyConfig = Pick<Config, 'notify' | 'notifyNames' | 'webhookUrl' | 'temporal'>;

/** The targets of a configuration, by name. */
export function notifyTargets({ notify }: Pick<NotifyConfig, 'notify'>): ReturnType<NotifyDeps['notifyTargets']> {
  return new Map(
    Object.entries(notify).map(([name, { stuckAfter, ...target }]) => [name, { ...target, stuckAfterMs: stuckAfter }]),
  );
}

/** Has Temporal run the one workflow that watches and tells, where a configuration has targets; one that runs goes on. */
export async function startNotify(
  client: Client,
  { notifyNames, temporal: { taskQueue } }: NotifyConfig,
): Promise<void> {
  if (notifyNames.length === 0) return;
  await client.workflow.start(NOTIFY_WORKFLOW, {
    workflowId: notifyWorkflowId(taskQueue),
    taskQueue,
    args: [],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: 'tells what happens to the targets of `notify`',
  });
}

/** Where the gateway shows what a message is about; undefined without a gateway. */
export function urlsOf({ webhookUrl }: NotifyConfig): NotifyDeps['urlOf'] {
  if (webhookUrl === undefined) return undefined;
  return ({ ids, platform, type }) => urlOf(webhookUrl, ids, platform, type);
}

function urlOf(base: string, ids: readonly string[], platform: string, type: NoticeType): string {
  const [id] = ids;
  if (type === 'syncLate') return ids.length === 1 && id !== undefined ? `${base}/v1/syncs/${id}` : `${base}/v1/syncs`;
  if (ids.length === 1 && id !== undefined) return `${base}/v1/ingestions/${id}`;
  const filter = new URLSearchParams({
    ...(platform === '' ? {} : { platform }),
    ...(type === 'stuck' || type === 'recovered' ? { status: 'running' } : { status: type }),
  });
  return `${base}/v1/ingestions?${filter.toString()}`;
}
