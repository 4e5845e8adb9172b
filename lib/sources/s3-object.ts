import type { RemoteObject } from './remote-object.ts';
import type { S3Client } from './s3-client.ts';
import { parseS3Source } from './source-url.ts';

/** An object of a bucket. Its service is told the version that is meant, and refuses another (`If-Match`). */
export function createS3Object(client: Pick<S3Client, 'get'>, source: string): RemoteObject {
  const { bucket, key } = parseS3Source(source);
  return {
    shown: source,
    holding: (stamp) => ({ 'if-match': stamp }),
    get: (headers, signal) => client.get({ bucket, key, headers, signal, shown: source }),
  };
}
