import { z } from 'zod';
import type {
  Deletion,
  MissedRun,
  PlannedDeletions,
  PlannedFile,
  RecurringDeclaration,
  SyncDetails,
  SyncDifference,
  SyncFailure,
  SyncInfo,
  SyncPlan,
  SyncPut,
  SyncRun,
  SyncSkipped,
  SyncSpec,
  SyncTriggered,
} from '../../client/index.ts';
import { count, errorInfo, moment } from './answers.ts';

const text = z.string();
const paths = z.array(text).describe('The first 1,000.');

const run = z.object({
  id: text.describe('Runs that were asked for within the same second have the same.'),
  runId: text.describe('No other run has it.'),
  status: z.enum(['running', 'completed', 'partial', 'failed', 'cancelled']),
  startedAt: moment,
  closedAt: moment.optional(),
  unit: z.literal('project').optional().describe('What it counts, where that is not files.'),
  found: count,
  new: count,
  changed: count,
  unchanged: count,
  touched: count,
  removed: paths,
  deleted: paths.describe('Of these, the first 1,000 that the platform has no more.'),
  failed: z.array(z.object({ path: text, error: errorInfo } satisfies Record<keyof SyncFailure, z.ZodType>)),
  setAside: paths,
  waiting: paths,
  skipped: z.array(z.object({ path: text, reason: text } satisfies Record<keyof SyncSkipped, z.ZodType>)),
  ingestions: z.array(text),
  problems: z.array(errorInfo),
  truncated: z.literal(true).optional().describe('A list has more than what is told.'),
  note: text.optional(),
  error: errorInfo.optional(),
} satisfies Record<keyof SyncRun, z.ZodType>);

const spec = z.object({
  every: text.optional(),
  cron: text.optional(),
  timezone: text.optional(),
  jitter: text,
  overlap: z.enum(['skip', 'queue']),
  catchUp: text,
} satisfies Record<keyof SyncSpec, z.ZodType>);

// as: what a declaration has beside these follows from its platform, and is described where it is taken.
const declaration = z
  .looseObject({ source: text.optional(), platform: text })
  .describe('As it was declared.') as z.ZodType as z.ZodType<RecurringDeclaration>;

const info = {
  name: text,
  source: text,
  platform: text,
  spec,
  declaration,
  paused: z.boolean(),
  note: text.optional(),
  nextRuns: z.array(moment),
  missedRuns: z.object({ overlap: count, catchUp: count }),
  lastRun: run.optional(),
} satisfies Record<keyof SyncInfo, z.ZodType>;

/** `GET /v1/syncs`. */
export const syncList = z.object({ syncs: z.array(z.object(info)) }).meta({ id: 'SyncList' });

/** `GET /v1/syncs/{name}`. */
export const sync = z
  .object({
    ...info,
    missed: z
      .array(z.object({ at: moment, reason: text } satisfies Record<keyof MissedRun, z.ZodType>))
      .describe('Runs that were due and not made, the latest 1,000.'),
    remembered: z
      .object({ files: count, gone: count, setAside: count })
      .optional()
      .describe('Absent when no worker answers.'),
    problem: errorInfo.optional().describe('Why its runs fail: its memory was ended in Temporal.'),
  } satisfies Record<keyof SyncDetails, z.ZodType>)
  .meta({ id: 'Sync' });

/** A sync that something was done to. */
export const namedSync = z.object({ name: text }).meta({ id: 'NamedSync' });

/** `PUT /v1/syncs/{name}`. */
export const syncPut = z
  .object({
    name: text,
    op: z.enum(['create', 'update', 'none']).describe('`none`: nothing was written.'),
    keys: z
      .array(
        z.object({
          key: text,
          from: z.unknown().optional(),
          to: z.unknown().optional(),
          hasOtherQuery: z
            .literal(true)
            .optional()
            .describe('Only the query of the address is another, which is shown nowhere.'),
        } satisfies Record<keyof SyncDifference, z.ZodType>),
      )
      .describe('What differed.'),
    forgotten: count.optional().describe('Files that were forgotten, since source or target are others.'),
  } satisfies Record<keyof SyncPut, z.ZodType>)
  .meta({ id: 'SyncPut' });

/** `DELETE /v1/syncs/{name}`. */
export const syncDeleted = z.object({ name: text, forgotten: count }).meta({ id: 'SyncDeleted' });

const deletions = z.object({
  files: z
    .array(z.object({ path: text, id: text } satisfies Record<keyof Deletion, z.ZodType>))
    .describe('The first 20,000, by path, or as many as 2 MiB hold. Approved, these alone are removed.'),
  count: count.describe('How many there are in all.'),
  remembered: count,
  budget: text,
  isWithinBudget: z.boolean().describe('`false`: a run removes none of them, unless this plan is approved.'),
} satisfies Record<keyof PlannedDeletions, z.ZodType>);

/** `POST /v1/syncs/{name}/plan`. */
export const syncPlan = z
  .object({
    name: text,
    madeAt: moment,
    basis: z.object({ declaration: text, memory: text }).describe('What the plan is of.'),
    found: count,
    new: count,
    changed: count,
    bytes: count,
    unchanged: count,
    touched: count,
    files: z
      .array(
        z.object({ path: text, size: count, why: z.enum(['new', 'changed']) } satisfies Record<
          keyof PlannedFile,
          z.ZodType
        >),
      )
      .describe('The first 1,000 that would be delivered.'),
    removed: paths,
    deletions: deletions.optional().describe('Where the sync removes on the platform what is gone from the source.'),
    setAside: paths,
    waiting: paths,
    skipped: run.shape.skipped,
    problems: z.array(errorInfo),
    truncated: run.shape.truncated,
  } satisfies Record<keyof SyncPlan, z.ZodType>)
  .meta({ id: 'SyncPlan' });

/** `POST /v1/syncs/{name}/trigger`. */
export const syncStarted = z
  .object({
    name: text,
    run: text.optional().describe('The run; absent when it is queued behind the one that is made.'),
    runId: text.optional().describe('Its run id.'),
  } satisfies Record<keyof SyncTriggered, z.ZodType>)
  .meta({ id: 'SyncStarted' });
