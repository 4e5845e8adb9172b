import { isUrl } from '../contracts/source-path.ts';
import type { SyncDeclaration } from '../contracts/sync/declaration.ts';
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
import { isPlatformSource, isS3Source, parseS3Source } from '../lib/sources/source-url.ts';
import { createSources } from '../lib/sources/sources.ts';
import { openBucket } from '../lib/sync/bucket-listing.ts';
import { openFolder } from '../lib/sync/folder-listing.ts';
import type { Listing } from '../lib/sync/listing.ts';
import { openManifest } from '../lib/sync/manifest/manifest-listing.ts';
import { createManifestStore } from '../lib/sync/manifest/manifest-store.ts';
import { openPlace } from '../lib/sync/place-listing.ts';
import { createPlatformFiles } from '../platforms/files.ts';
import type { platformKinds } from '../platforms/kinds.ts';

/** Everything that a worker reads, as its configuration has it, and the connections that have to be closed. */
export function createWorkerSources(
  config: Pick<Config<typeof platformKinds>, 'sources' | 'remoteSources' | 'spool' | 'kindOf' | 'platform'>,
  hasher: Pick<Hasher, 'digest'>,
): {
  sources: Sources;
  /** Opens the source of a sync. `goesOn`: a scan goes on that has begun with it. */
  openListing(declaration: SyncDeclaration, signal: AbortSignal, goesOn?: boolean): Promise<Listing>;
  close(): Promise<void>;
} {
  const { proxy, spool, s3 } = config.remoteSources;
  const buckets = createS3Client({ buckets: s3, proxy });
  const http = createRemoteHttp({ allowHosts: config.sources.allowHosts, proxy });
  const kept = createSourceSpool({ ...spool, digest: hasher.digest });
  const { extensions, allowHosts } = config.sources;
  const platformFiles = createPlatformFiles(config);
  const manifests = createManifestStore({ http, spool: kept, allowHosts });
  const sources = createSources({
    local: createLocalSources({ ...config.sources, spool: config.spool.folder }),
    remote: createRemoteSources({
      objectOf(source) {
        if (isPlatformSource(source)) return platformFiles.object(source);
        return isS3Source(source) ? createS3Object(buckets, source) : createHttpObject(http, source);
      },
      spool: kept,
    }),
  });
  return {
    sources,
    async openListing({ source, include, exclude }, signal, goesOn = false) {
      if (!isUrl(source)) {
        // What was sent to the gateway is the sender's, wherever the spool lies.
        const never = [...config.sources.never, config.spool.folder, spool.folder];
        return await openFolder({ ...config.sources, never, folder: source, include, exclude });
      }
      const taken = { source, include, exclude, extensions, signal };
      if (isPlatformSource(source)) return await openPlace({ list: platformFiles.list, ...taken });
      if (!isS3Source(source)) return await openManifest({ store: manifests, http, goesOn, ...taken });
      const { bucket } = parseS3Source(source);
      const endpoint = Object.hasOwn(s3, bucket) ? s3[bucket]?.endpoint : undefined;
      return await openBucket({ client: buckets, endpoint, ...taken });
    },
    async close() {
      await Promise.all([http.close(), buckets.close(), platformFiles.close()]);
    },
  };
}
