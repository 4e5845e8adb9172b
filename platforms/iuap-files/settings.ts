import { z } from 'zod';
import { headerSecret } from '../../lib/config/credentials.ts';
import { sizeBytes } from '../../lib/config/values.ts';
import { settingParts } from '../../lib/platforms/settings.ts';

const { address, timeouts, proxy, bwlimit } = settingParts;

/** Headers that belong to a request, not to who makes it. */
const OWN_HEADERS = /^(host|connection|transfer-encoding|content-.*|accept.*|expect|user-agent)$/i;

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'is no name of a header' })
  .refine((name) => !OWN_HEADERS.test(name), { error: 'is a header that each request has for itself' });

/** Settings of a platform of kind `iuap-files` as they stand in the configuration; docs/platforms/iuap-files.md. */
export const iuapFilesSettings = z.strictObject({
  kind: z.literal('iuap-files'),
  /** The origin, without `/iuap-saas-filesystem-service`. */
  baseUrl: address,
  /** Go with every call: the document describes no authentication. */
  headers: z.record(headerName, headerSecret).default({}),
  /** Name of the part of a form that has the file. */
  fileField: z.string().min(1).max(100).default('file'),
  /** Files above this size go directly, as with `--direct`; absent: none. */
  directFrom: sizeBytes.optional(),
  /** The bucket of the store: files that go directly go by `osssign`; absent: by `oss`. */
  ossBucket: z.string().min(1).max(200).optional(),
  /** How content is fetched: as it is, or as base64 within JSON (`stream=true`). */
  downloadAs: z.enum(['file', 'base64']).default('file'),
  upload: z
    .strictObject({
      /** Files at a time, over all ingestions of a worker. */
      concurrency: z.number().int().min(1).max(64).default(4),
      /** For all files of a worker; absent: no limit. */
      bwlimit: bwlimit.optional(),
    })
    .prefault({}),
  timeouts,
  proxy,
});

/** See {@link iuapFilesSettings}. */
export type IuapFilesSettings = z.infer<typeof iuapFilesSettings>;
