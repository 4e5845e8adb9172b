import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
// Built: its threads are files of their own.
import { createHasher } from '../../dist/lib/hashing/hasher.js';
import { createHttpObject } from '../../lib/sources/http-object.ts';
import { createRemoteHttp, type RemoteHttp, type RemoteHttpOptions } from '../../lib/sources/remote-http.ts';
import { createRemoteSources } from '../../lib/sources/remote-sources.ts';
import type { SourceFile, Sources } from '../../lib/sources/source.ts';
import { createSourceSpool } from '../../lib/sources/source-spool.ts';
import { type FileServer, startFileServer } from '../support/file-server.ts';

/** A server of files, and sources that may reach it. */
export interface HttpRig {
  server: FileServer;
  http: RemoteHttp;
  sources: Sources;
  spoolFolder: string;
  /** Looks at a source; answers it as it is meant from then on. */
  inspect(source: string): Promise<SourceFile & { warning?: string }>;
  /** All bytes of a source by its handle, read in pieces of so many bytes. */
  readAll(file: SourceFile, pieceBytes?: number): Promise<Buffer>;
}

/** Never aborted. */
export const NEVER = new AbortController().signal;

/** An {@link HttpRig} that ends with the test. */
export async function startHttpRig(
  options: Partial<RemoteHttpOptions> & { maxSpoolBytes?: number } = {},
): Promise<HttpRig> {
  const { maxSpoolBytes: maxBytes = 1024 ** 3, ...ofHttp } = options;
  const server = await startFileServer();
  const spoolFolder = join(await mkdtemp(join(tmpdir(), 'modelrail-spool-')), 'spool');
  const http = createRemoteHttp({ allowHosts: ['127.0.0.1'], requestTimeoutMs: 2_000, ...ofHttp });
  const hasher = createHasher({ threads: 1 });
  onTestFinished(async () => {
    await http.close();
    await hasher.close();
    await server[Symbol.asyncDispose]();
    await rm(join(spoolFolder, '..'), { recursive: true });
  });
  const sources = createRemoteSources({
    objectOf: (source) => createHttpObject(http, source),
    spool: createSourceSpool({ folder: spoolFolder, maxBytes, digest: hasher.digest }),
  });
  return {
    server,
    http,
    sources,
    spoolFolder,
    inspect: async (source) => ({ source, ...(await sources.inspect(source, { signal: NEVER })) }),
    async readAll(file, pieceBytes = file.size) {
      const handle = await sources.open(file, NEVER);
      const buffer = Buffer.alloc(file.size);
      for (let at = 0; at < file.size; at += pieceBytes) {
        await handle.read(buffer, at, Math.min(pieceBytes, file.size - at), at);
      }
      await handle.close();
      return buffer;
    },
  };
}
