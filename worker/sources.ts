import type { Config } from '../lib/config/load.ts';
import type { Hasher } from '../lib/hashing/hasher.ts';
import { createHttpObject } from '../lib/sources/http-object.ts';
import { createLocalSources } from '../lib/sources/local-sources.ts';
import { createRemoteHttp } from '../lib/sources/remote-http.ts';
import { createRemoteSources } from '../lib/sources/remote-sources.ts';
import { createS3Client } from '../lib/sources/s3-client.ts';
import { createS3Object } from '../lib/sources/s3-object.ts';
import type { Sources } from '../lib/sources/source.ts';
import { createSourceSpool } from '../lib/sources/source-spool.ts';
import { isS3Source } from '../lib/sources/source-url.ts';
import { createSources } from '../lib/sources/sources.ts';

/** Everything that a worker reads, as its configuration has it, and the connections that have to be closed. */
export function createWorkerSources(
  config: Pick<Config, 'sources' | 'remoteSources' | 'spool'>,
  hasher: Pick<Hasher, 'digest'>,
): { sources: Sources; close(): Promise<void> } {
  const { proxy, spool, s3 } = config.remoteSources;
  const buckets = createS3Client({ buckets: s3, proxy });
  const http = createRemoteHttp({ allowHosts: config.sources.allowHosts, proxy });
  const sources = createSources({
    local: createLocalSources({ ...config.sources, spool: config.spool.folder }),
    remote: createRemoteSources({
      objectOf: (source) => (isS3Source(source) ? createS3Object(buckets, source) : createHttpObject(http, source)),
      spool: createSourceSpool({ ...spool, digest: hasher.digest }),
    }),
  });
  return {
    sources,
    async close() {
      await Promise.all([http.close(), buckets.close()]);
    },
  };
}
