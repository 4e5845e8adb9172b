import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isDelivered, KINDS } from '../../contracts/kinds.ts';
import { OPERATION_STEPS } from '../../contracts/operations.ts';
import { MIRROR_STEPS } from '../../contracts/persagy/mirror.ts';
import { PROVISION_RUN, PROVISION_STEPS } from '../../contracts/persagy/provision.ts';
import { NOTIFY_POLICIES } from '../../contracts/policies.ts';
import { COMMON_STEPS, STEPS, stepInfo } from '../../contracts/steps.ts';
import { SYNC_STEPS } from '../../contracts/sync/activities.ts';

/** The steps of runs that are no ingestions. */
const OTHER_STEPS = [SYNC_STEPS, OPERATION_STEPS, PROVISION_STEPS, MIRROR_STEPS, NOTIFY_POLICIES];

const histories = fileURLToPath(new URL('../histories/', import.meta.url));

/** The names of the activities that runs have executed. */
async function recordedSteps(): Promise<Set<string>> {
  const names = (await readdir(histories, { recursive: true })).filter((name) => name.endsWith('.json.gz'));
  const found = new Set<string>();
  for (const name of names) {
    const history: { events: { activityTaskScheduledEventAttributes?: { activityType: { name: string } } }[] } =
      JSON.parse(gunzipSync(await readFile(`${histories}${name}`)).toString());
    for (const { activityTaskScheduledEventAttributes: scheduled } of history.events) {
      if (scheduled) found.add(scheduled.activityType.name);
    }
  }
  return found;
}

describe('the table of steps', () => {
  it('has every step that a recorded ingestion has executed, and tables of their own have those of other runs', async () => {
    const recorded = [...(await recordedSteps())];
    expect(recorded.length).toBeGreaterThan(10);
    const isKnown = (name: string) =>
      stepInfo(name) !== undefined || OTHER_STEPS.some((steps) => Object.hasOwn(steps, name));
    expect(recorded.filter((name) => !isKnown(name))).toEqual([]);
  });

  it('knows the stage of every step that reports on files', () => {
    const reporting = [...STEPS.values()].filter(({ reports }) => reports !== undefined);
    expect(reporting.length).toBeGreaterThan(2);
    expect(reporting.filter(({ stage }) => stage === undefined)).toEqual([]);
  });

  it('has a name once, whichever kind has it', () => {
    const tables = [COMMON_STEPS, ...Object.values(KINDS).map(({ steps }) => steps), ...OTHER_STEPS];
    const names = tables.flatMap((steps) => Object.keys(steps));
    expect(names.filter((name, position) => names.indexOf(name) !== position)).toEqual([]);
    expect(names.length).toBeGreaterThan(STEPS.size);
  });

  it.each(['ping', 'constructor', ''])('does not have the name %j', (name) => {
    expect(stepInfo(name)).toBeUndefined();
  });
});

describe('a delivered file', () => {
  it('has the last status of its kind of platform, and is through all stages', () => {
    expect(isDelivered({ status: 'registered', stage: 'done' })).toBe(true);
  });

  it.each([
    ['converted', 'register'],
    ['failed', 'done'],
    // A dry run.
    ['pending', 'done'],
  ] as const)('is none that is %s in the stage %s', (status, stage) => {
    expect(isDelivered({ status, stage })).toBe(false);
  });
});

it('what a run of provision has made is told, whatever its sentences are', () => {
  const change = { op: 'create', kind: 'group', key: 'G1', state: 'failed', stage: 0, fields: {} };
  const [said, odd] = [{ text: 'a', filling: {} }, { text: 1 }];
  expect(PROVISION_RUN.made({ status: 'failed', changes: [change], told: [said, odd] })).toEqual({
    status: 'failed',
    changes: [{ op: 'create', kind: 'group', key: 'G1', state: 'failed' }],
    told: [said],
  });
});
