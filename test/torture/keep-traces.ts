import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type protos from '@temporalio/proto';
import type { RoundRun } from './ingestions.ts';
import type { Rig } from './rig.ts';
import type { SyncFindings } from './sync-evidence.ts';
import type { Walk } from './walk.ts';

/** Writes what is known of a failing round into a folder of its own, whose path it answers. */
export async function keepTraces(
  rig: Rig,
  traces: {
    report: { plan: { seed: number } };
    walk: Walk;
    ingestions: readonly RoundRun[];
    /** What the platform had; undefined where nobody has looked. */
    state: unknown;
    found: readonly SyncFindings[];
  },
): Promise<string> {
  const { report, walk, ingestions, state, found } = traces;
  const folder = join(rig.processes.folder, `failed-${report.plan.seed}`);
  await mkdir(folder, { recursive: true });
  const keep = (name: string, value: unknown) =>
    writeFile(join(folder, name), `${JSON.stringify(value, undefined, 1)}\n`);
  await keep('report.json', report);
  await writeFile(join(folder, 'diary.txt'), `${walk.diary.join('\n')}\n`);
  await keep('told.json', await tell(rig, ingestions));
  await keep(
    'asked.json',
    ingestions.map(({ asked }) => asked),
  );
  if (state !== undefined) await keep('state.json', state);
  for (const { sync, histories, ...others } of found) {
    await keep(`${sync.name}.json`, { sync, ...others });
    for (const { workflowId, history } of histories) {
      const name = `${workflowId.replaceAll('/', '_')}-history.json`;
      await writeFile(join(folder, name), historyToJSON(history as protos.temporal.api.history.v1.IHistory));
    }
  }
  const requests = await fetch(`${rig.processes.platformUrl}/_sim/requests`);
  await writeFile(join(folder, 'requests.json'), await requests.text());
  for (const { asked, runIds } of ingestions) {
    for (const [run, runId] of runIds.entries()) {
      const history = await rig.temporal.workflow.getHandle(asked.id, runId).fetchHistory();
      await writeFile(join(folder, `${asked.id}-run-${run}.json`), historyToJSON(history));
    }
  }
  return folder;
}

/** Reports as they are to be had, whole or not. */
async function tell({ client }: Rig, ingestions: readonly RoundRun[]): Promise<unknown[]> {
  return await Promise.all(
    ingestions.map(({ asked }) => client.get(asked.id).catch((error: unknown) => `${asked.id}: ${String(error)}`)),
  );
}
