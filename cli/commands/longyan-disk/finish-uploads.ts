import { opendir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ErrorInfo } from '../../../contracts/errors.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { parseChecksums } from '../../../lib/hashing/checksum.ts';
import { hashContent } from '../../../lib/hashing/hash-content.ts';
import { createHasher, type Hasher } from '../../../lib/hashing/hasher.ts';
import { createLocalSources, type LocalSources } from '../../../lib/sources/local-sources.ts';
import { createChunkBuffers } from '../../../lib/transfer/buffers.ts';
import { createFixedConcurrency } from '../../../lib/transfer/concurrency.ts';
import { createPacer } from '../../../lib/transfer/pacer.ts';
import { createPlaces } from '../../../lib/transfer/places.ts';
import type { LongyanDiskClient, PositionedUpload } from '../../../platforms/longyan-disk/client.ts';
import { sendByPosition } from '../../../platforms/longyan-disk/send-by-position.ts';
import type { LongyanDiskSettings } from '../../../platforms/longyan-disk/settings.ts';
import type { CliConfig } from '../../config.ts';
import type { CliContext } from '../../context.ts';
import { createCountBar } from '../../render/count-bar.ts';

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

/** Finds the files of uploads below the roots by name, size and MD5, and sends what the platform lacks of them, one after the other. */
export async function finishUploads(finishing: Finishing): Promise<FinishedUpload[]> {
  const { context, config, uploads } = finishing;
  const sources = createLocalSources(config.sources);
  const hasher = createHasher({ threads: 1, splitFromBytes: Number.POSITIVE_INFINITY });
  const isShown = context.err.isTerminal && !context.isQuiet && !context.isJson;
  try {
    const found = await filesNamed(config.sources.roots, new Set(uploads.map(nameOf)));
    const finished: FinishedUpload[] = [];
    for (const upload of uploads) {
      using bar = createCountBar(context.err, `sending ${nameOf(upload)}`, isShown, 'MiB');
      const onBytes = (bytes: number) => bar.update(Math.floor(bytes / MIB), Math.ceil(upload.size / MIB));
      const candidates = found.get(nameOf(upload)) ?? [];
      finished.push(await finish(finishing, { sources, hasher, onBytes }, upload, candidates));
    }
    return finished;
  } finally {
    await hasher.close();
  }
}

function nameOf({ path, name = '' }: PositionedUpload): string {
  return path?.split(/[\\/]/).at(-1) ?? name;
}

/** Where files of these names lie below the roots. */
async function filesNamed(roots: readonly string[], names: ReadonlySet<string>): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const root of roots) {
    for await (const entry of await opendir(root, { recursive: true })) {
      const name = basename(entry.name);
      if (names.has(name)) found.set(name, [...(found.get(name) ?? []), join(entry.parentPath, name)]);
    }
  }
  return found;
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
  for (const source of candidates) {
    try {
      const checksums = await checksumsOf(finishing, tools, upload, source);
      if (checksums === undefined) continue;
      await send(finishing, tools, { upload, source, checksums });
      return { ...upload, position: upload.size, isComplete: true, state: 'finished', source };
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      return { ...upload, state: 'failed', source, error: error.toInfo() };
    }
  }
  return { ...upload, state: 'notFound' };
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
