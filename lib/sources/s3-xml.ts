import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

const parser = new XMLParser({
  ignoreAttributes: true,
  // A key may look like a number, and begin or end with a blank.
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === 'Contents',
});

const failure = z.object({ Error: z.object({ Code: z.string(), Message: z.string().optional() }) });

/** What is read of a page of a listing (`ListObjectsV2`). */
const listing = z.object({
  ListBucketResult: z.object({
    IsTruncated: z.enum(['true', 'false']),
    NextContinuationToken: z.string().optional(),
    EncodingType: z.string().optional(),
    Contents: z
      .array(
        z.object({
          Key: z.string(),
          Size: z.string().regex(/^\d+$/).transform(Number),
          ETag: z.string().optional(),
          LastModified: z.string().optional(),
        }),
      )
      .default([]),
  }),
});

/** One page of a listing. */
export type S3Page = z.output<typeof listing>['ListBucketResult'];

/** Code and message of a refusal; undefined for a body that is none. */
export function s3ErrorWords(body: string): string | undefined {
  const parsed = failure.safeParse(readXml(body));
  if (!parsed.success) return undefined;
  const { Code: code, Message: message } = parsed.data.Error;
  return message === undefined ? code : `${code}: ${message}`;
}

/** A page of a listing; undefined for a body that is none. */
export function s3PageOf(body: string): S3Page | undefined {
  const parsed = listing.safeParse(readXml(body));
  return parsed.success ? parsed.data.ListBucketResult : undefined;
}

function readXml(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    // That it is no XML is the answer; the caller decides what that means.
    return undefined;
  }
}
