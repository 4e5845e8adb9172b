import { z } from 'zod';
import { SYNC_NAME_PATTERN } from '../../contracts/sync/declaration.ts';
import { component } from '../../lib/requests/component.ts';
import { requestParts } from '../../lib/requests/ingest-request.ts';

const moment = z.iso.datetime({ offset: true, error: 'must be a moment such as 2026-11-22T08:00:00Z' });

/** Path of everything about one sync. */
export const syncPath = z.strictObject({
  name: z.string().regex(SYNC_NAME_PATTERN, 'a name is 1 to 100 of A-Z a-z 0-9 . _ -').describe('Name of the sync.'),
});

/** Query of `PUT /v1/syncs/{name}`. */
export const putQuery = z.strictObject({
  reset: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true`: with another source or target it forgets what it delivered. Else that is a 409.'),
});

/** Body of `/pause` and `/resume`. */
export const noteBody = component(
  'PauseRequest',
  'Why a sync is paused or resumed.',
  z.strictObject({ note: requestParts.text(1_000).optional().describe('Why, for others to see.') }),
  [{ note: 'the platform is being updated' }],
);

const approvedPlan = component(
  'ApprovedPlan',
  'Of a plan what its approval needs; the rest of it may stay.',
  z.looseObject({
    name: z.string().describe('The name of the sync.'),
    basis: component(
      'ApprovedBasis',
      'What the plan is of.',
      z.looseObject({
        declaration: z.string().describe('A digest of the declaration.'),
        memory: z.string().describe('The memory of the sync.'),
      }),
    ),
    deletions: component(
      'ApprovedDeletions',
      'What is removed.',
      z.looseObject({
        files: z
          .array(
            component(
              'ApprovedDeletion',
              'A file that is removed.',
              z.looseObject({
                path: z.string().describe('The file.'),
                id: z.string().describe("The platform's id of what was delivered."),
              }),
            ),
          )
          .describe('The files that are removed.'),
      }),
    ).optional(),
  }),
);

/** Body of `/trigger`. */
export const triggerBody = component(
  'TriggerRequest',
  'What a run may do beside.',
  z.strictObject({
    approve: approvedPlan
      .optional()
      .describe('A plan of this sync, as `/plan` answers it: the run removes what it names, and no more.'),
  }),
  [
    {
      approve: {
        name: 'handover',
        basis: { declaration: '0b1c', memory: '7' },
        deletions: { files: [{ path: 'old/wing.ifc', id: '4711' }] },
      },
    },
  ],
);

/** Body of `/backfill`. */
export const backfillBody = component(
  'BackfillRequest',
  'A span of time, both ends included.',
  z.strictObject({
    from: moment.describe('Where it begins.'),
    to: moment.describe('Where it ends.'),
  }),
  [{ from: '2026-11-22T00:00:00Z', to: '2026-11-23T00:00:00Z' }],
);
