import { z } from 'zod';
import type {
  MissedRun,
  RecurringDeclaration,
  SyncDetails,
  SyncDifference,
  SyncFailure,
  SyncInfo,
  SyncPut,
  SyncRun,
  SyncSkipped,
  SyncSpec,
  SyncTriggered,
} from '../../client/index.ts';
import { component } from '../../lib/requests/component.ts';
import { closedAt, count, errorInfo, moment, note, startedAt, text, told } from './parts.ts';
import { syncExamples } from './sync-examples.ts';

/** A list of paths, as far as it is told. */
export const paths = (what: string) => z.array(text).describe(`Paths of ${what}, the first 1,000.`);

const name = text.describe('The name of the sync.');

/** What counts the files of a look at a source. */
export const counts = {
  found: count.describe('Files that the source has.'),
  new: count.describe('Files that are new.'),
  changed: count.describe('Files whose content changed.'),
  unchanged: count.describe('Files whose content is the same.'),
  touched: count.describe('Of the unchanged ones, those whose time alone is another, or the form of their name.'),
};

/** What the lists of a look have that are not of files to be delivered. */
export const lists = {
  removed: paths('files that are gone from the source'),
  setAside: paths('files that failed too often with the same content'),
  waiting: paths('files that are still being written'),
  skipped: z
    .array(
      component(
        'SkippedPath',
        'A file that is never taken.',
        z.object({ path: text.describe('The file.'), reason: text.describe('Why.') } satisfies Record<
          keyof SyncSkipped,
          z.ZodType
        >),
      ),
    )
    .describe('Files that are never taken.'),
  problems: z.array(errorInfo).describe('Why the look is not the whole truth.'),
  truncated: z.literal(true).optional().describe('A list has more than what is told.'),
  told,
};

const failure = component(
  'SyncFailure',
  'A file that a run could not deliver, or not remove.',
  z.object({ path: text.describe('The file.'), error: errorInfo } satisfies Record<keyof SyncFailure, z.ZodType>),
);

const run = component(
  'SyncRun',
  'A run of a sync: what it found and did.',
  z.object({
    id: text.describe('Runs that were asked for within the same second have the same.'),
    runId: text.describe('No other run has it.'),
    status: z.enum(['running', 'completed', 'partial', 'failed', 'cancelled']).describe('How it stands.'),
    startedAt,
    closedAt,
    unit: z.literal('project').optional().describe('What it counts, where that is not files.'),
    ...counts,
    ...lists,
    deleted: paths('removed files that the platform has no more'),
    failed: z.array(failure).describe('Files that could not be delivered, the first 1,000.'),
    ingestions: z.array(text).describe('Ids of the ingestions that it started.'),
    note,
    error: errorInfo.optional().describe('Why it failed.'),
  } satisfies Record<keyof SyncRun, z.ZodType>),
);

const spec = component(
  'SyncSpec',
  'When runs are made.',
  z.object({
    every: text.optional().describe('Time between two runs.'),
    cron: text.optional().describe('Five fields, as cron has them.'),
    timezone: text.optional().describe('Of `cron`, an IANA name.'),
    jitter: text.describe('A run starts so much later at most.'),
    overlap: z.enum(['skip', 'queue']).describe('What becomes of a run whose time comes during another.'),
    catchUp: text.describe('How late a missed run is still made.'),
  } satisfies Record<keyof SyncSpec, z.ZodType>),
);

// as: what a declaration has beside these follows from its platform, and is described where it is taken.
const declaration = component(
  'DeclaredSync',
  'A sync as it was declared; the address of a manifest without its query.',
  z.looseObject({
    source: text.optional().describe('Where its files are.'),
    platform: text.describe('Where they are brought.'),
  }),
) as z.ZodType as z.ZodType<RecurringDeclaration>;

const missedRuns = component(
  'MissedRuns',
  'Numbers of runs that were due and not made, as Temporal counts them.',
  z.object({
    overlap: count.describe('During another one.'),
    catchUp: count.describe('Later than `catchUp`.'),
  }),
);

const info = {
  name,
  source: text.describe('Where its files are.'),
  platform: text.describe('Where they are brought.'),
  spec,
  declaration,
  paused: z.boolean().describe('No run is made until it is resumed.'),
  note: text.optional().describe('Why it is paused, or who went on.'),
  nextRuns: z.array(moment).describe('The next times of a run; none while it is paused.'),
  missedRuns,
  lastRun: run.optional().describe('Its latest run, which may be under way.'),
  told,
} satisfies Record<keyof SyncInfo, z.ZodType>;

/** `GET /v1/syncs`. */
export const syncList = component(
  'SyncList',
  'All syncs, by name.',
  z.object({ syncs: z.array(component('SyncInfo', 'A sync in a list.', z.object(info))).describe('By name.') }),
  [syncExamples.syncList],
);

const missedRun = component(
  'MissedRun',
  'A moment at which a run was due and none was made.',
  z.object({
    at: moment.describe('The moment.'),
    reason: text.describe('Why, as far as Temporal tells it.'),
  } satisfies Record<keyof MissedRun, z.ZodType>),
);

const remembered = component(
  'RememberedFiles',
  'Numbers of files that a sync remembers.',
  z.object({
    files: count.describe('All.'),
    gone: count.describe('Those that are gone from the source.'),
    setAside: count.describe('Those that failed too often.'),
  }),
);

/** `GET /v1/syncs/{name}`. */
export const sync = component(
  'Sync',
  'One sync in full.',
  z.object({
    ...info,
    missed: z.array(missedRun).describe('Runs that were due and not made, the latest 1,000.'),
    remembered: remembered.optional().describe('Absent when no worker answers.'),
    problem: errorInfo.optional().describe('Why its runs fail: its memory was ended in Temporal.'),
  } satisfies Record<keyof SyncDetails, z.ZodType>),
  [syncExamples.sync],
);

/** A sync that something was done to. */
export const namedSync = component('NamedSync', 'The sync that something was done to.', z.object({ name }), [
  syncExamples.namedSync,
]);

const difference = component(
  'SyncDifference',
  'A key in which two declarations differ.',
  z.object({
    key: text.describe('Keys of mappings with a dot: `project.id`.'),
    from: z.unknown().optional().describe('What it was; absent when it was not there.'),
    to: z.unknown().optional().describe('What it is now; absent when it is not there any more.'),
    hasOtherQuery: z
      .literal(true)
      .optional()
      .describe('Only the query of the address is another, which is shown nowhere.'),
  } satisfies Record<keyof SyncDifference, z.ZodType>),
);

/** `PUT /v1/syncs/{name}`. */
export const syncPut = component(
  'SyncPut',
  'What declaring a sync whole came to.',
  z.object({
    name,
    op: z.enum(['create', 'update', 'none']).describe('`none`: nothing was written.'),
    keys: z.array(difference).describe('What differed.'),
    forgotten: count.optional().describe('Files that were forgotten, since source or target are others.'),
  } satisfies Record<keyof SyncPut, z.ZodType>),
  [syncExamples.syncPut],
);

/** `DELETE /v1/syncs/{name}`. */
export const syncDeleted = component(
  'SyncDeleted',
  'A sync that is no more.',
  z.object({ name, forgotten: count.describe('Files that it remembered.') }),
  [syncExamples.syncDeleted],
);

/** `POST /v1/syncs/{name}/trigger`. */
export const syncStarted = component(
  'SyncStarted',
  'A run that was asked for.',
  z.object({
    name,
    run: text.optional().describe('The run; absent when it is queued behind the one that is made.'),
    runId: text.optional().describe('Its run id.'),
  } satisfies Record<keyof SyncTriggered, z.ZodType>),
  [syncExamples.syncStarted],
);
