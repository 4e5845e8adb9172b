import { z } from 'zod';
import type { OpenSync } from '../../client/index.ts';
import { component } from '../../lib/requests/component.ts';
import type { OpenGroup, OpenIngestion, OpenOverview } from '../open-overview.ts';
import { ingestionSummary } from './answers.ts';
import { examples } from './examples.ts';
import { count, moment, text, waiting } from './parts.ts';

const knownBytes = component(
  'KnownBytes',
  'Bytes of the files of an ingestion.',
  z.object({ done: count.describe('Those that the platform has.'), total: count.describe('All.') }),
);

const openIngestion = component(
  'OpenIngestion',
  'An open ingestion, with what a look at it alone has told: some are looked at in turn while the stream is followed.',
  z.object({
    ...ingestionSummary.shape,
    bytes: knownBytes.optional(),
    rate: count.optional().describe('Bytes per second; of one that moves.'),
  } satisfies Record<keyof OpenIngestion, z.ZodType>),
);

const group = component(
  'OverviewGroup',
  'Open ingestions that do not move for the same reason, or that move.',
  z.object({
    state: z.enum(['waiting', 'paused', 'moving']).describe('Whether they move.'),
    waiting: waiting
      .optional()
      .describe('What they wait for, in the words that most of them have, since the first does.'),
    platform: text.optional().describe('Of ingestions that are all for one platform.'),
    count: count.describe('All of them, those that are not named too.'),
    ingestions: z.array(openIngestion).describe('The 100 that were started first.'),
  } satisfies Record<keyof OpenGroup, z.ZodType>),
);

const openSync = component(
  'OpenSync',
  'A sync whose run is being made.',
  z.object({
    name: text.describe('The name of the sync.'),
    id: text.describe("The run's Temporal workflow id."),
    startedAt: moment.describe('When the run began.'),
    waiting: waiting.optional().describe('Present while no worker takes it up.'),
  } satisfies Record<keyof OpenSync, z.ZodType>),
);

/** `GET /v1/overview`. */
export const overview = component(
  'Overview',
  'Everything that is open, by why it does not move.',
  z.object({
    at: moment.describe('When it was looked.'),
    groups: z.array(group).describe('What waits first, what moves last.'),
    syncs: z.array(openSync).describe('Syncs that are being made.'),
    failed: z
      .array(ingestionSummary)
      .describe('What ended within a day and was not delivered whole, the latest first: 20 at most.'),
    notLookedAt: count.describe('Open ingestions beyond the 20,000 oldest.'),
  } satisfies Record<keyof OpenOverview, z.ZodType>),
  [examples.overview],
);
