import { z } from 'zod';
import { headerSecret } from '../../lib/config/credentials.ts';
import { durationMs } from '../../lib/config/values.ts';
import { settingParts } from '../../lib/platforms/settings.ts';
import { type Permission, permission } from './endpoints.ts';

const { address, timeouts, proxy, bwlimit } = settingParts;

/** What the calls of an ingestion and of `comments` need. The token itself is made with the key. */
const DEFAULT_PERMISSIONS: Permission[] = (['cabin', 'turbine', 'signalman'] as const).flatMap((resource) => [
  { resource, operation: 'read' },
  { resource, operation: 'write' },
]);

/** Settings of a platform of kind `fractal3d` as they stand in the configuration. */
export const fractal3dSettings = z.strictObject({
  kind: z.literal('fractal3d'),
  /** The origin. */
  baseUrl: address,
  apiKey: headerSecret,
  /** What calls are made with: access tokens, made with the key, or the key itself. */
  auth: z.enum(['token', 'key']).default('token'),
  /** The rights of these tokens. */
  permissions: z.array(permission).min(1).default(DEFAULT_PERMISSIONS),
  upload: z
    .strictObject({
      /** Files that are sent at a time, over all ingestions of a worker. */
      concurrency: z.number().int().min(1).max(64).default(4),
      /** Over all ingestions of a worker; absent: no limit. */
      bwlimit: bwlimit.optional(),
    })
    .prefault({}),
  convert: z
    .strictObject({
      /** Longest pause between two looks at a conversion or a thumbnail. */
      pollInterval: durationMs.default(5_000),
      /** One that takes longer has failed. */
      timeout: durationMs.default(2 * 3_600_000),
    })
    .prefault({}),
  timeouts,
  proxy,
});

/** See {@link fractal3dSettings}. */
export type Fractal3dSettings = z.infer<typeof fractal3dSettings>;
