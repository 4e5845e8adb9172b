import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ModelrailError, type ModelrailErrorOptions } from '../../lib/errors.ts';
import { parseChecksums } from '../../lib/hashing/checksum.ts';
import { createLocalSources } from '../../lib/sources/local-sources.ts';
import type { SourceHandle } from '../../lib/sources/source.ts';
import { type BufferShape, createChunkBuffers } from '../../lib/transfer/buffers.ts';
import { createFixedConcurrency } from '../../lib/transfer/concurrency.ts';
import { createPlaces, type Places } from '../../lib/transfer/places.ts';
import type { ChunkPass } from '../../lib/transfer/send-chunks.ts';
import { digestOf } from '../hashing/support.ts';
import { pseudoRandomBytes } from '../support/model-files.ts';

/** A file on disk, and what the hashing pass says of it. */
export interface Model extends Pick<ChunkPass, 'source' | 'handle' | 'size' | 'chunkSizeBytes' | 'checksums'> {
  content: Buffer;
  chunk(position: number): Buffer;
  all: number[];
}

/** Makes models in a folder that ends with the test file. */
export async function modelFolder(): Promise<(size: number, chunkSizeBytes: number) => Promise<Model>> {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-transfer-'));
  const handles: SourceHandle[] = [];
  afterAll(async () => {
    await Promise.all(handles.map((handle) => handle.close()));
    await rm(folder, { recursive: true });
  });
  const sources = createLocalSources({ roots: [folder] });
  let count = 0;
  return async (size, chunkSizeBytes) => {
    count += 1;
    const source = join(folder, `${count}.rvt`);
    const content = pseudoRandomBytes(size, count);
    await writeFile(source, content);
    const all = Array.from({ length: Math.ceil(size / chunkSizeBytes) }, (_, position) => position);
    const chunk = (position: number) => content.subarray(position * chunkSizeBytes, (position + 1) * chunkSizeBytes);
    // Both ways in turn.
    const algorithm = count % 2 === 0 ? 'gmac' : 'crc32';
    const checksums = parseChecksums(digestOf(content, chunkSizeBytes, algorithm).checksums);
    const handle = await sources.open({ source });
    handles.push(handle);
    return { source, handle, size, chunkSizeBytes, checksums, content, chunk, all };
  };
}

/** A pass over all chunks of a model with nothing in its way, changed by `parts`. */
export function passOf(model: Model, parts: Partial<ChunkPass> & Pick<ChunkPass, 'send'>): ChunkPass {
  return {
    ...model,
    missing: model.all,
    places: placesOf(3),
    share: 'one',
    buffers: createChunkBuffers({ budgetBytes: 1024 ** 2 }),
    shape: shapeOf(model),
    signal: new AbortController().signal,
    admit: (_, work) => work(),
    checkSource: () => Promise.resolve(),
    onSent() {},
    ...parts,
  };
}

/** A fixed number of places. */
export function placesOf(count: number): Places {
  return createPlaces(createFixedConcurrency(count));
}

/** Room for a model's chunks. */
export function shapeOf(model: Model): BufferShape {
  return { headBytes: 16, chunkBytes: model.chunkSizeBytes, tailBytes: 16 };
}

/** Places, and room for so many buffers with a model's chunks. */
export function sharedBy(
  model: Model,
  placeCount: number,
  bufferCount = placeCount,
): Pick<ChunkPass, 'places' | 'buffers'> {
  // Head and tail take a page each.
  const bufferBytes = model.chunkSizeBytes + 2 * 4096;
  return { places: placesOf(placeCount), buffers: createChunkBuffers({ budgetBytes: bufferCount * bufferBytes }) };
}

/** True when nobody holds one of `count` places, or of as many buffers as the budget has, any more. */
export async function isAllBack(
  { places, buffers }: Pick<ChunkPass, 'places' | 'buffers'>,
  count: number,
  shape: BufferShape,
): Promise<boolean> {
  const controller = new AbortController();
  const taken = Promise.all(
    Array.from({ length: count }, async () => {
      await places.acquire(controller.signal);
      await buffers.take(shape, controller.signal);
    }),
  );
  setImmediate(() => controller.abort());
  return taken.then(
    () => true,
    () => false,
  );
}

/** A failure that another try may change. */
export function passing(message: string, options: ModelrailErrorOptions = {}): ModelrailError {
  return new ModelrailError('PlatformUnavailable', message, { isRetryable: true, outcomeUnknown: true, ...options });
}
