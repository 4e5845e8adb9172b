import { z } from 'zod';
import { formSecret, headerSecret, userName } from '../../lib/config/credentials.ts';
import { sizeBytes } from '../../lib/config/values.ts';
import { settingParts } from '../../lib/platforms/settings.ts';

const { address, timeouts, proxy, bwlimit } = settingParts;

const MIB = 1024 * 1024;

/** What the manual allows `uploadify` (section 4.1), in binary units (reading 9). */
const LARGEST_WHOLE_BYTES = 50 * MIB;

/** Each part is a request of its own: smaller ones take more time to ask for than to send. */
const SMALLEST_PART_BYTES = 64 * 1024;

/** Words by which the platform says that something of the name is there. */
const EXISTS_WORDS = ['已存在', '已经存在', '重复', 'already exists', 'duplicate'] as const;

/** Settings of a platform of kind `longyan-disk` as they stand in the configuration; docs/platforms/longyan-disk.md. */
export const longyanDiskSettings = z.strictObject({
  kind: z.literal('longyan-disk'),
  /** The origin, without `/onlineDisk`. */
  baseUrl: address,
  /** Second part of the header `authorization`. A colon would end it. */
  apiKey: headerSecret.refine((key) => !key.reveal().includes(':'), { error: 'the key must not have a colon' }),
  /** Key of the signatures; never sent. */
  secretKey: formSecret,
  appId: userName,
  appKey: formSecret,
  /** Whose disk it is. */
  userId: userName,
  /** The organisation of that user. */
  orgId: userName,
  upload: z
    .strictObject({
      /** Files above this size are sent by position. */
      resumableFrom: sizeBytes
        .refine((size) => size <= LARGEST_WHOLE_BYTES, { error: 'at most 50MiB: larger files go by position' })
        .default(LARGEST_WHOLE_BYTES),
      /** Bytes of a part of a file that is sent by position. */
      partSize: sizeBytes
        .refine((size) => size >= SMALLEST_PART_BYTES && size <= LARGEST_WHOLE_BYTES, {
          error: 'between 64KiB and 50MiB: as much as the platform takes in one request',
        })
        .default(8 * MIB),
      /** Files at a time, over all ingestions of a worker. */
      concurrency: z.number().int().min(1).max(64).default(4),
      /** For all files of a worker; absent: no limit. */
      bwlimit: bwlimit.optional(),
    })
    .prefault({}),
  timeouts,
  proxy,
  /** What of the HMAC goes into base64: its bytes, or their digits in upper-case hex, as the manual's sample has them. */
  signatureEncoding: z.enum(['raw', 'hex-upper']).default('raw'),
  /** Words by which a refused `createFolder` says that the folder is there, in any case of letters. */
  existsWords: z.array(z.string().min(1)).default([...EXISTS_WORDS]),
});

/** See {@link longyanDiskSettings}. */
export type LongyanDiskSettings = z.infer<typeof longyanDiskSettings>;
