import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { installQuietRuntime } from '../support/quiet-runtime.ts';

// A history that does not replay is thrown; what each of the workers goes through on the way is not worth a line.
installQuietRuntime();

const histories = fileURLToPath(new URL('../histories/', import.meta.url));
const workflowBundle = { codePath: fileURLToPath(new URL('../../dist/workflow-bundle.cjs', import.meta.url)) };
/** One folder for each version whose runs the present workflow code goes on with. */
const versions = await readdir(histories);
const names = (await Promise.all(versions.map(namesOf))).flat();

/** The histories of a version, as paths below the folder of all. */
async function namesOf(version: string): Promise<string[]> {
  return (await readdir(`${histories}${version}`)).map((name) => `${version}/${name}`);
}

async function readHistory(name: string): Promise<{
  events: {
    eventType: string;
    workflowExecutionStartedEventAttributes?: { workflowId: string };
    activityTaskScheduledEventAttributes?: { activityType: { name: string } };
  }[];
}> {
  return JSON.parse(gunzipSync(await readFile(`${histories}${name}`)).toString());
}

describe('recorded histories', () => {
  it('are there for every way a run can go', () => {
    const latest = names.filter((name) => name.startsWith(`${manifest.version}/`));
    expect(latest.map((name) => basename(name, '.json.gz')).sort()).toEqual([
      'cancelled',
      'completed',
      'divided',
      'drawings',
      'drawings-called',
      'dry-run',
      'duplicates',
      'failed',
      'invalid-request',
      'killed-worker',
      'lost-task',
      'partial',
      'paused',
      'retried',
      'slice',
      'slice-failed',
      'sliced',
      'sync-memory',
      'sync-range',
      'sync-run',
      'synchronised',
      'waited',
    ]);
  });

  it.each(names)('%s replays with the present workflow code', async (name) => {
    const history = await readHistory(name);
    // The ids of slices are made from it.
    const id = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId;
    await Worker.runReplayHistory({ workflowBundle }, history, id);
  });

  it('are compared: a history whose steps differ does not replay', async () => {
    const history = await readHistory('0.2.0/completed.json.gz');
    for (const event of history.events) {
      const activity = event.activityTaskScheduledEventAttributes;
      if (activity?.activityType.name === 'awaitConversion') activity.activityType.name = 'awaitMerged';
    }
    await expect(Worker.runReplayHistory({ workflowBundle }, history, 'altered')).rejects.toThrow(
      DeterminismViolationError,
    );
  });
});
