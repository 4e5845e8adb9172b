import { z } from 'zod';
import { headerSecret } from '../../lib/config/credentials.ts';
import { settingParts } from '../../lib/platforms/settings.ts';

const { address, timeouts, proxy, bwlimit } = settingParts;

/** Settings of a platform of kind `drop-box` as they stand in the configuration. */
export const dropBoxSettings = z.strictObject({
  kind: z.literal('drop-box'),
  /** The origin. */
  baseUrl: address,
  /** Sent as `Authorization: Bearer …` with every call. */
  token: headerSecret,
  upload: z
    .strictObject({
      /** Files at a time, over all ingestions of a worker. */
      concurrency: z.number().int().min(1).max(64).default(4),
      /** Over all ingestions of a worker; absent: no limit. */
      bwlimit: bwlimit.optional(),
    })
    .prefault({}),
  timeouts,
  proxy,
});

/** See {@link dropBoxSettings}. */
export type DropBoxSettings = z.infer<typeof dropBoxSettings>;
