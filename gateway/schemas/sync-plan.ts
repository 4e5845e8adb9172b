import { z } from 'zod';
import type { Deletion, PlannedDeletions, PlannedFile, SyncPlan } from '../../client/index.ts';
import { component } from '../../lib/requests/component.ts';
import { count, moment, text } from './parts.ts';
import { syncExamples } from './sync-examples.ts';
import { counts, lists } from './syncs.ts';

const deletion = component(
  'Deletion',
  'A file that a run would remove from the platform.',
  z.object({
    path: text.describe('The file.'),
    id: text.describe("The platform's id of what was delivered."),
  } satisfies Record<keyof Deletion, z.ZodType>),
);

const deletions = component(
  'PlannedDeletions',
  'What a run would remove from the platform.',
  z.object({
    files: z
      .array(deletion)
      .describe('The first 20,000, by path, or as many as 2 MiB hold. Approved, these alone are removed.'),
    count: count.describe('How many there are in all.'),
    remembered: count.describe('Files that are remembered, of which the budget allows a part.'),
    budget: text.describe('As it was declared.'),
    isWithinBudget: z.boolean().describe('`false`: a run removes none of them, unless this plan is approved.'),
  } satisfies Record<keyof PlannedDeletions, z.ZodType>),
);

const plannedFile = component(
  'PlannedFile',
  'A file that a run would deliver.',
  z.object({
    path: text.describe('The file.'),
    size: count.describe('Bytes.'),
    why: z.enum(['new', 'changed']).describe('Why it would be delivered.'),
  } satisfies Record<keyof PlannedFile, z.ZodType>),
);

const basis = component(
  'PlanBasis',
  'What a plan is of. Another one approves nothing by it.',
  z.object({
    declaration: text.describe('A digest of the declaration.'),
    memory: text.describe('The memory of the sync.'),
  } satisfies Record<keyof SyncPlan['basis'], z.ZodType>),
);

/** `POST /v1/syncs/{name}/plan`. */
export const syncPlan = component(
  'SyncPlan',
  'What a run of a sync would do.',
  z.object({
    name: text.describe('The name of the sync.'),
    madeAt: moment.describe('When it was looked.'),
    basis,
    ...counts,
    bytes: count.describe('Bytes of new and changed files.'),
    files: z.array(plannedFile).describe('The first 1,000 that would be delivered.'),
    ...lists,
    deletions: deletions.optional().describe('Where the sync removes on the platform what is gone from the source.'),
  } satisfies Record<keyof SyncPlan, z.ZodType>),
  [syncExamples.syncPlan],
);
