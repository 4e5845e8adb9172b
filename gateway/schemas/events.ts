import { z } from 'zod';
import { component } from '../../lib/requests/component.ts';
import { text } from './parts.ts';

/** An event of `GET /v1/ingestions/{id}/events`, as its lines are called. */
export const ingestionEvent = component(
  'IngestionEvent',
  'One event of a stream, by the names of its lines.',
  z.object({
    event: z.enum(['progress', 'done', 'problem']).describe('`done` is the last one.'),
    data: text.describe('JSON: an `Ingestion`, or a `Problem`.'),
    id: text.optional().describe('Of `done`: what a reconnect sends as `Last-Event-ID`.'),
  }),
);

/** An event of `GET /v1/events`, as its lines are called. */
export const overviewEvent = component(
  'OverviewEvent',
  'One event of a stream, by the names of its lines.',
  z.object({
    event: z.enum(['overview', 'problem']).describe('`problem` is the last one.'),
    data: text.describe('JSON: an `Overview`, or a `Problem`.'),
  }),
);
