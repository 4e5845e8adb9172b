import { z } from 'zod';
import { formSecret, headerSecret, userName } from '../../lib/config/credentials.ts';
import { durationMs, sizeBytes } from '../../lib/config/values.ts';
import { settingParts } from '../../lib/platforms/settings.ts';

/** A name for a value; what looks like a number is none, since it would hide that number. */
const dictionaryName = z.string().regex(/^(?!-?\d+$).+$/, 'expected a name that is no number');
const numbers = z.record(dictionaryName, z.number().int()).default({});

const { address, timeouts, proxy, bwlimit } = settingParts;

/** What platforms say of a record that is there (reading 9). */
const EXISTS_WORDS = [
  '已存在',
  '已经存在',
  '重复',
  '已被使用',
  '已被占用',
  'already exists',
  'already in use',
  'in use already',
  'is in use',
  'duplicate',
] as const;

/**
 * Settings of a platform of kind `chongqing-bim` as they stand in the configuration. Names and defaults of the settings
 * that the manual leaves open are those of docs/platforms/chongqing-bim.md.
 */
export const chongqingBimSettings = z.strictObject({
  kind: z.literal('chongqing-bim'),
  /** The origin, without any of the vendor's path prefixes. */
  baseUrl: address,
  tokenUrl: address,
  username: userName,
  password: formSecret,
  bimApiKey: headerSecret,
  upload: z
    .strictObject({
      /** Bytes per chunk; every chunk but the last has exactly this many. */
      chunkSize: sizeBytes.default(4 * 1024 * 1024),
      /** Chunk requests at a time, over all files and ingestions of a worker; absent: found while chunks are sent. */
      concurrency: z.number().int().min(1).max(64).optional(),
      /** For all chunks of a worker; absent: no limit. */
      bwlimit: bwlimit.optional(),
    })
    .prefault({}),
  convert: z
    .strictObject({
      pollInterval: durationMs.default(5_000),
      timeout: durationMs.default(2 * 3_600_000),
      /** So long after its submission a task that is not found is not visible yet (reading 6); later it is lost. */
      visibleWithin: durationMs.default(30_000),
      maxModels: z.number().int().min(1).max(1000).default(1000),
    })
    .prefault({}),
  /** Names for the numbers of the platform's own dictionaries, taken in place of them (reading 11). */
  dictionary: z
    .strictObject({
      type: numbers,
      stage: numbers,
      rate: numbers,
      status: numbers,
      areaCode: z.record(dictionaryName, z.string().min(1)).default({}),
    })
    .prefault({}),
  timeouts,
  proxy,
  /** Sent as `Authorization` of the token call, when the platform wants what the manual lists there. */
  tokenAuthorization: headerSecret.optional(),
  /** Further form fields of the token call, e.g. `grant_type`; never shown, since a `client_secret` may be among them. */
  tokenParams: z.record(z.string(), formSecret).default({}),
  /** Number of the first chunk. */
  firstChunkNumber: z.number().int().min(0).max(1).default(1),
  /** Name of the multipart part that holds the bytes. */
  fileField: z.string().min(1).default('file'),
  /** Value of the one `tags` part of a file without tags; absent: no part. */
  tagsWhenEmpty: z.string().optional(),
  /** Name of the area in `project/create`. */
  areaField: z.string().min(1).default('AreaCode'),
  /** Words by which a refused create call says that the record exists, in any case of letters. */
  existsWords: z.array(z.string().min(1)).default([...EXISTS_WORDS]),
  /** `Rate` of a project whose request gives none. */
  rateDefault: z.number().int().optional(),
  /** `Status` of a project whose request gives none. */
  statusDefault: z.number().int().optional(),
});

/** See {@link chongqingBimSettings}. */
export type ChongqingBimSettings = z.infer<typeof chongqingBimSettings>;

/** Chunk requests at a time that a worker begins with, and never exceeds, when the configuration gives no number. */
export const ADAPTIVE_CONCURRENCY = { initial: 4, max: 16 } as const;
