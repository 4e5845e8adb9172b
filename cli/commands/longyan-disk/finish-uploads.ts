import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorInfo } from '../../../contracts/errors.ts';
import { isSourceFailure } from '../../../contracts/waiting.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { parseChecksums } from '../../../lib/hashing/checksum.ts';
import { hashContent } from '../../../lib/hashing/hash-content.ts';
import { createHasher, type Hasher } from '../../../lib/hashing/hasher.ts';
import { createLocalSources, type LocalSources } from '../../../lib/sources/local-sources.ts';
import { toSourceError } from '../../../lib/sources/source-error.ts';
import { createChunkBuffers } from '../../../lib/transfer/buffers.ts';
import { createFixedConcurrency } from '../../../lib/transfer/concurrency.ts';
import { createPacer } from '../../../lib/transfer/pacer.ts';
import { createPlaces } from '../../../lib/transfer/places.ts';
import { say } from '../../../lib/words/say.ts';
import type { LongyanDiskClient, PositionedUpload } from '../../../platforms/longyan-disk/client.ts';
import { sendByPosition } from '../../../platforms/longyan-disk/send-by-position.ts';
import type { LongyanDiskSettings } from '../../../platforms/longyan-disk/settings.ts';
import type { CliConfig } from '../../config.ts';
import type { CliContext } from '../../context.ts';
import { createCountBar } from '../../render/count-bar.ts';
import { isProgressShown } from '../../render/status-line.ts';

/** An upload, and what became of it. `notFound`: no file of its content lies below the roots. */
export interface FinishedUpload extends PositionedUpload {
  state: 'finished' | 'notFound' | 'failed';
  /** The file that was found. */
  source?: string;
  error?: ErrorInfo;
}

/** What uploads are finished with. */
interface Finishing {
  context: CliContext;
  config: CliConfig;
  settings: LongyanDiskSettings;
  client: LongyanDiskClient;
  uploads: readonly PositionedUpload[];
  signal: AbortSignal;
}

const MIB = 1024 * 1024;

/** What became of uploads, in their order, as far as it was not stopped, and why some files may not have been found. */
export interface Finish {
  finished: FinishedUpload[];
  problems: string[];
}

/**
 * Finds the files of uploads below the roots by name, size and MD5, and sends what the platform lacks of them, one after the other.
 * A signal that aborts ends it with what is finished by then.
 */
export async function finishUploads(finishing: Finishing): Promise<Finish> {
  const { context, config, uploads, signal } = finishing;
  const sources = createLocalSources(config.sources);
  const hasher = createHasher({ threads: 1, splitFromBytes: Number.POSITIVE_INFINITY });
  const isShown = isProgressShown(context);
  try {
    const { found, problems } = await filesNamed(config.sources.roots, new Set(uploads.map(nameOf)));
    const finished: FinishedUpload[] = [];
    for (const upload of uploads) {
      if (signal.aborted) break;
      using bar = createCountBar(context.err, say('sending {name}', { name: nameOf(upload) }), isShown, 'MiB');
      const onBytes = (bytes: number) => bar.update(Math.floor(bytes / MIB), Math.ceil(upload.size / MIB));
      const candidates = found.get(nameOf(upload)) ?? [];
      const end = await finish(finishing, { sources, hasher, onBytes }, upload, candidates).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      });
      if (end !== undefined) finished.push(end);
    }
    return { finished, problems };
  } finally {
    await hasher.close();
  }
}

function nameOf({ path, name = '' }: PositionedUpload): string {
  return path?.split(/[\\/]/).at(-1) ?? name;
}

/** Where files of these names lie below the roots, from the top down, and which folders cannot be looked into. */
async function filesNamed(
  roots: readonly string[],
  names: ReadonlySet<string>,
): Promise<{ found: ReadonlyMap<string, string[]>; problems: string[] }> {
  const found = new Map<string, string[]>();
  const problems: string[] = [];
  const folders = [...roots];
  for (const folder of folders) {
    for (const entry of await entriesOf(folder, problems)) {
      const { name } = entry;
      if (entry.isDirectory()) folders.push(join(folder, name));
      else if (names.has(name)) found.set(name, [...(found.get(name) ?? []), join(folder, name)]);
    }
  }
  return { found, problems };
}

async function entriesOf(folder: string, problems: string[]): Promise<Dirent[]> {
  try {
    return (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    problems.push(toSourceError(folder, error).message);
    return [];
  }
}

interface Tools {
  sources: LocalSources;
  hasher: Hasher;
  onBytes(bytes: number): void;
}

async function finish(
  finishing: Finishing,
  tools: Tools,
  upload: PositionedUpload,
  candidates: readonly string[],
): Promise<FinishedUpload> {
  let failed: FinishedUpload | undefined;
  for (const source of candidates) {
    try {
      const checksums = await checksumsOf(finishing, tools, upload, source);
      if (checksums === undefined) continue;
      await send(finishing, tools, { upload, source, checksums });
      return { ...upload, position: upload.size, isComplete: true, state: 'finished', source };
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      failed = { ...upload, state: 'failed', source, error: error.toInfo() };
      // Where the file is the reason, another one of its name may do.
      if (!isSourceFailure(error.type)) return failed;
    }
  }
  return failed ?? { ...upload, state: 'notFound' };
}

/** Checksums of the parts of a file with the content of an upload; undefined of any other. */
async function checksumsOf(
  { settings, signal }: Finishing,
  { sources, hasher }: Tools,
  { size, md5 }: PositionedUpload,
  source: string,
): Promise<string | undefined> {
  const stamp = await sources.stamp({ source }).catch((error: unknown) => {
    // What may not be read, such as a hidden file, is none of those that were sent.
    if (error instanceof ModelrailError) return undefined;
    throw error;
  });
  if (stamp?.size !== size) return undefined;
  const content = await sources.content({ source });
  const chunkSizeBytes = settings.upload.partSize;
  const digest = await hashContent(hasher, {
    source,
    content,
    size,
    chunkSizeBytes,
    signal,
    onProgress: () => undefined,
  });
  return digest.md5 === md5 ? digest.checksums : undefined;
}

async function send(
  { settings, client, signal }: Finishing,
  { sources, onBytes }: Tools,
  { upload, source, checksums }: { upload: PositionedUpload; source: string; checksums: string },
): Promise<void> {
  const { size, md5, path = nameOf(upload), position } = upload;
  const { bwlimit, partSize } = settings.upload;
  const pacer = bwlimit && createPacer(bwlimit);
  const handle = await sources.open({ source });
  let there = position;
  try {
    await sendByPosition(client, {
      source,
      name: nameOf(upload),
      md5,
      size,
      path,
      handle,
      partSizeBytes: partSize,
      checksums: parseChecksums(checksums),
      places: createPlaces(createFixedConcurrency(1)),
      share: '',
      // A part that is read while another is sent.
      buffers: createChunkBuffers({ budgetBytes: 3 * partSize }),
      signal,
      pace: () => pacer,
      admit: (work) => work(),
      readSize: async () => (await sources.stamp({ source })).size,
      onPosition(at) {
        there = at;
        onBytes(there);
      },
      onSent({ length }) {
        there += length;
        onBytes(there);
      },
      onWaiting: () => undefined,
    });
  } finally {
    await handle.close();
  }
}
