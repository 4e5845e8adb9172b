import { z } from 'zod';
import { SYNC_NAME_PATTERN } from '../../contracts/sync/declaration.ts';
import { requestParts } from '../../lib/requests/ingest-request.ts';

const moment = z.iso.datetime({ offset: true, error: 'must be a moment such as 2026-11-22T08:00:00Z' });

/** Path of everything about one sync. */
export const syncPath = z.strictObject({
  name: z.string().regex(SYNC_NAME_PATTERN, 'a name is 1 to 100 of A-Z a-z 0-9 . _ -'),
});

/** Query of `PUT /v1/syncs/{name}`. */
export const putQuery = z.strictObject({
  reset: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true`: with another source or target it forgets what it delivered. Else that is a 409.'),
});

/** Body of `/pause` and `/resume`. */
export const noteBody = z.strictObject({
  note: requestParts.text(1_000).optional().describe('Why, for others to see.'),
});

/** Body of `/trigger`. */
export const triggerBody = z.strictObject({
  approve: z
    .looseObject({
      name: z.string(),
      basis: z.looseObject({ declaration: z.string(), memory: z.string() }),
      deletions: z.looseObject({ files: z.array(z.looseObject({ path: z.string(), id: z.string() })) }).optional(),
    })
    .optional()
    .describe('A plan of this sync, as `/plan` answers it: the run removes what it names, and no more.'),
});

/** Body of `/backfill`. */
export const backfillBody = z.strictObject({
  from: moment,
  to: moment.describe('Moments in the span from `from` to here, both included, were due.'),
});
