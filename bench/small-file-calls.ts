import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type BareCalls, type BareFile, mergeBody, UPLOAD_TAIL, uploadHead } from './bare-calls.ts';

/**
 * The six calls that an ingestion makes for a file of one chunk, in their order; each runs by `step`, which makes it durable or
 * does not. Throws when the file did not arrive.
 */
export async function deliverInSixCalls(
  calls: BareCalls,
  path: string,
  step: <T>(work: () => Promise<T>) => Promise<T> = (work) => work(),
): Promise<void> {
  const file = await step(async (): Promise<BareFile> => {
    const content = await readFile(path);
    const hash = createHash('md5').update(content).digest('hex');
    await calls.status(hash);
    return { path, hash, size: content.length, totalChunks: 1 };
  });
  const status = () => calls.status(file.hash);
  // Read again: what may be large is not kept from one step to the next.
  await step(async () => calls.upload(await chunkBody(file)));
  await step(status);
  await step(status);
  await step(() => calls.upload(mergeBody(file)));
  if ((await step(status)) !== 2) throw new Error(`${path} did not arrive`);
}

async function chunkBody(file: BareFile): Promise<Buffer> {
  return Buffer.concat([uploadHead(file, 1, file.size), await readFile(file.path), Buffer.from(UPLOAD_TAIL)]);
}
