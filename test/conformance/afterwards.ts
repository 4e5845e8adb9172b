import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectTemporalClient } from '../support/temporal-client.ts';
import { findDivergences } from '../torture/replay.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import type { RunLog } from './run-log.ts';

/** Looks at what all runs of the suite have left in Temporal and in the logs of their workers. */
export function afterwards(under: KindUnderTest, log: RunLog): void {
  describe('what all these runs leave', () => {
    const histories: { workflowId: string; history: Parameters<typeof historyToJSON>[0] }[] = [];
    let memos = '';
    beforeAll(async () => {
      await using temporal = await connectTemporalClient();
      const { workflow } = temporal.client;
      for (const queue of log.taskQueues) {
        for await (const { workflowId, runId } of workflow.list({ query: `TaskQueue = "${queue}"` })) {
          const handle = workflow.getHandle(workflowId, runId);
          histories.push({ workflowId, history: await handle.fetchHistory() });
          memos += JSON.stringify((await handle.describe()).raw);
        }
      }
    });

    it('has no secret in history, memo, logs, or what users are shown', () => {
      const kept = decoded(memos + histories.map(({ history }) => historyToJSON(history)).join('\n'));
      const outputs = log.outputs.map((output) => output());
      const told = [kept, ...outputs, ...log.shown];
      // A test that reads nothing would find nothing.
      expect(kept).toContain('twin-a');
      expect(outputs.join('').length).toBeGreaterThan(0);
      expect(under.secrets.length).toBeGreaterThan(0);
      expect(under.secrets.filter((secret) => told.some((text) => text.includes(secret)))).toEqual([]);
    });

    it('replays with the present workflow code', async () => {
      expect(histories.length).toBeGreaterThanOrEqual(log.ids.length);
      expect(await findDivergences(histories)).toEqual([]);
    });
  });
}

/** With the payloads in place of their base64. */
function decoded(json: string): string {
  return json.replace(/"data": ?"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
}
