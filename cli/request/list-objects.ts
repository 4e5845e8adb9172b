import { createS3Client } from '../../lib/sources/s3-client.ts';
import { listS3Objects, type S3Entry } from '../../lib/sources/s3-listing.ts';
import type { CliConfig } from '../config.ts';

/**
 * What lies in a bucket below a prefix, page by page, with the keys that `sources.s3` has. Errors: those of
 * {@link listS3Objects}; `SourceNotAllowed` for a bucket that is not there.
 */
export async function* listObjects(config: CliConfig, bucket: string, prefix: string): AsyncGenerator<S3Entry[]> {
  const { s3, proxy } = config.remoteSources;
  const client = createS3Client({ buckets: s3, proxy });
  try {
    yield* listS3Objects(client, { bucket, prefix, signal: new AbortController().signal });
  } finally {
    await client.close();
  }
}
