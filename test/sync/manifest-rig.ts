import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { englishOf, type Sentence } from '../../contracts/sentences.ts';
// Built: its threads are files of their own.
import { createHasher } from '../../dist/lib/hashing/hasher.js';
import type { ModelrailError } from '../../lib/errors.ts';
import { createRemoteHttp } from '../../lib/sources/remote-http.ts';
import { createSourceSpool } from '../../lib/sources/source-spool.ts';
import { EVERYTHING, type Interval, type ListedEntry, type Listing } from '../../lib/sync/listing.ts';
import { openManifest } from '../../lib/sync/manifest/manifest-listing.ts';
import { createManifestStore } from '../../lib/sync/manifest/manifest-store.ts';
import { NEVER } from '../sources/http-rig.ts';
import { type FileServer, startFileServer } from '../support/file-server.ts';

/** A server of a manifest, and what reads it. */
export interface ManifestRig {
  server: FileServer;
  spoolFolder: string;
  /** Opens the manifest at `/at/list.jsonl`. */
  open(how?: { include?: string[]; exclude?: string[]; goesOn?: boolean; signal?: AbortSignal }): Promise<Listing>;
  /** Serves a manifest of these lines. */
  serve(lines: readonly unknown[], etag?: string | null): void;
}

/** Starts a {@link ManifestRig} that ends with the test. */
export async function startManifestRig({ maxBytes = 1024 ** 3, atEnd = onTestFinished } = {}): Promise<ManifestRig> {
  const server = await startFileServer();
  const spoolFolder = join(await mkdtemp(join(tmpdir(), 'modelrail-manifest-')), 'spool');
  const http = createRemoteHttp({ allowHosts: ['127.0.0.1'], requestTimeoutMs: 2_000 });
  const hasher = createHasher({ threads: 1 });
  atEnd(async () => {
    await http.close();
    await hasher.close();
    await server[Symbol.asyncDispose]();
    await rm(join(spoolFolder, '..'), { recursive: true });
  });
  const spool = createSourceSpool({ folder: spoolFolder, maxBytes, digest: hasher.digest });
  const store = createManifestStore({ http, spool, allowHosts: ['127.0.0.1'] });
  const source = `${server.origin}/at/list.jsonl?signature=hidden`;
  return {
    server,
    spoolFolder,
    open: (how = {}) => openManifest({ store, http, source, extensions: ['ifc', 'rvt'], signal: NEVER, ...how }),
    serve(lines, etag = `"${lines.length}"`) {
      const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
      server.put('/at/list.jsonl', { content: Buffer.from(`${text}\n`), etag });
    },
  };
}

/** All that a listing tells. */
export async function listed(
  listing: Listing,
  within: Interval = EVERYTHING,
): Promise<{ entries: ListedEntry[]; paths: string[]; skipped: string[]; problems: string[] }> {
  const skipped: string[] = [];
  const problems: string[] = [];
  const entries: ListedEntry[] = [];
  const findings = {
    skipped: ({ path, reason }: { path: string; reason: Sentence }) => skipped.push(`${path}: ${englishOf(reason)}`),
    problem: (error: ModelrailError) => problems.push(`${error.type}: ${error.message}`),
  };
  for await (const entry of listing.entries(within, findings)) entries.push(entry);
  return { entries, paths: entries.map(({ path }) => path), skipped, problems };
}
