import { z } from 'zod';
import type { OpenSync, OverviewGroup } from '../../client/index.ts';
import type { OpenOverview } from '../overview-hub.ts';
import { count, ingestionSummary, moment, waiting } from './answers.ts';

const group = z.object({
  state: z.enum(['waiting', 'paused', 'moving']),
  waiting: waiting
    .optional()
    .describe('What they wait for, in the words that most of them have, since the first does.'),
  platform: z.string().optional().describe('Of ingestions that are all for one platform.'),
  count: count.describe('All of them, those that are not named too.'),
  ingestions: z.array(ingestionSummary).describe('The 100 that were started first.'),
} satisfies Record<keyof OverviewGroup, z.ZodType>);

const openSync = z.object({
  name: z.string(),
  id: z.string().describe("The run's Temporal workflow id."),
  startedAt: moment,
  waiting: waiting.optional().describe('Present while no worker takes it up.'),
} satisfies Record<keyof OpenSync, z.ZodType>);

/** `GET /v1/overview`. */
export const overview = z
  .object({
    at: moment.describe('When it was looked.'),
    groups: z.array(group).describe('What waits first, what moves last.'),
    syncs: z.array(openSync).describe('Syncs that are being made.'),
    notLookedAt: count.describe('Open ingestions beyond the 20,000 oldest.'),
  } satisfies Record<keyof OpenOverview, z.ZodType>)
  .meta({ id: 'Overview' });
