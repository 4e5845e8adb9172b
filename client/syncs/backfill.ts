import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { Temporal } from '../temporal/temporal.ts';
import { type Span, wasDueIn } from './due.ts';
import { describeSchedule } from './schedule.ts';
import { triggerSync } from './trigger.ts';
import type { SyncTriggered } from './types.ts';

/**
 * See `Syncs.backfill`. A run compares what is there with what is remembered, so that one makes up for all that were missed.
 * Temporal's own backfill would make one for each moment, or two with a buffer.
 */
export async function backfillSync(temporal: Temporal, name: string, { from, to }: Span): Promise<SyncTriggered> {
  const isSpan = !Number.isNaN(from.getTime()) && !Number.isNaN(to.getTime()) && from <= to;
  if (!isSpan) throw new ModelrailError('InvalidRequest', sentenceOf('a span of time begins before it ends'));
  await describeSchedule(temporal, name);
  const now = new Date();
  const wasDue = from <= now && (await wasDueIn(temporal, name, { from, to: to > now ? now : to }));
  if (wasDue) return await triggerSync(temporal, name);
  const span = { from: from.toISOString(), to: to.toISOString() };
  throw new ModelrailError(
    'InvalidRequest',
    sentenceOf('no run of {name} was due between {from} and {to}', { name, ...span }),
  );
}
