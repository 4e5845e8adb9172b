import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type ReplayResult, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { installQuietRuntime } from '../support/quiet-runtime.ts';

// A history that does not replay is thrown; what each of the workers goes through on the way is not worth a line.
installQuietRuntime();

const folder = fileURLToPath(new URL('../histories/', import.meta.url));
const workflowBundle = { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.cjs', import.meta.url)) };
/** One folder for each version whose runs the present workflow code goes on with. */
const versions = await readdir(folder);
const names = (await Promise.all(versions.map(namesOf))).flat();

/** The histories of a version, as paths below the folder of all. */
async function namesOf(version: string): Promise<string[]> {
  return (await readdir(`${folder}${version}`)).map((name) => `${version}/${name}`);
}

interface History {
  events: {
    eventType: string;
    workflowExecutionStartedEventAttributes?: { workflowId: string };
    activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  }[];
}

async function readHistory(name: string): Promise<History> {
  return JSON.parse(gunzipSync(await readFile(`${folder}${name}`)).toString());
}

/** Replays by one worker, which takes a second to be made. The ids of slices are made from that of their run. */
async function replay(histories: readonly History[]): Promise<ReplayResult[]> {
  const withIds = histories.map((history) => ({
    history,
    workflowId: history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? '',
  }));
  const results: ReplayResult[] = [];
  for await (const result of Worker.runReplayHistories({ workflowBundle }, withIds)) results.push(result);
  return results;
}

describe('recorded histories', () => {
  it('are there for every way a run can go', () => {
    const latest = names.filter((name) => name.startsWith(`${manifest.version}/`));
    expect(latest.map((name) => basename(name, '.json.gz')).sort()).toEqual([
      'attachments',
      'attachments-cancelled',
      'attachments-retried',
      'called',
      'cancelled',
      'compared',
      'completed',
      'divided',
      'drawings',
      'drawings-called',
      'dry-run',
      'duplicates',
      'failed',
      'invalid-request',
      'killed-worker',
      'lessons',
      'lessons-paused',
      'lessons-retried',
      'links',
      'lost-task',
      'mirror-memory',
      'mirrored',
      'mirrored-new',
      'notified',
      'partial',
      'paused',
      'provisioned',
      'retried',
      'rolled-back',
      'slice',
      'slice-failed',
      'sliced',
      'sync-memory',
      'sync-range',
      'sync-run',
      'synchronised',
      'upgraded',
      'waited',
      'waits-cancelled',
      'waits-noted',
      'went-back',
    ]);
  });

  describe('replayed', () => {
    let results: ReplayResult[];

    beforeAll(async () => {
      results = await replay(await Promise.all(names.map(readHistory)));
    });

    it.each(names.map((name, index) => ({ name, index })))('$name goes with the present workflow code', ({ index }) => {
      expect(results[index]).toBeDefined();
      expect(results[index]?.error).toBeUndefined();
    });
  });

  it('are compared: a history whose steps differ does not replay, and the next one does', async () => {
    const name = '0.2.0/completed.json.gz';
    const altered = await readHistory(name);
    for (const event of altered.events) {
      const activity = event.activityTaskScheduledEventAttributes;
      if (activity?.activityType.name === 'awaitConversion') activity.activityType.name = 'awaitMerged';
    }
    const results = await replay([altered, await readHistory(name)]);
    expect(results.map(({ error }) => error)).toEqual([expect.any(DeterminismViolationError), undefined]);
  });
});
