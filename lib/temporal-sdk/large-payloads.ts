import { promisify } from 'node:util';
import { deflate, inflateSync } from 'node:zlib';
import type { Payload, PayloadCodec } from '@temporalio/common';

const deflated = promisify(deflate);

/** Temporal takes 2 MiB for all arguments of a call together. What is below this stays readable without our codec. */
const DEFLATED_FROM_BYTES = 1_750_000;
/** Of what is to be deflated, the rest would gain nothing. */
const SMALL_BYTES = 16 * 1024;
/** The most that a payload may become again: it may come from any program that can write to Temporal. */
const MAX_BYTES = 128 * 1024 * 1024;

const ENCODING = new TextEncoder().encode('binary/deflate');
/** Names the encoding that the payload had before. */
const OF = 'deflated-encoding';

/** Deflates what Temporal would refuse for its size, a list of thousands of changes, for example; leaves the rest as it is. */
export const deflateLarge: PayloadCodec = {
  encode: async (payloads) => {
    const bytes = payloads.reduce((sum, { data }) => sum + (data?.byteLength ?? 0), 0);
    if (bytes <= DEFLATED_FROM_BYTES) return payloads;
    return await Promise.all(payloads.map(deflateOne));
  },
  decode: async (payloads) => payloads.map(inflateOne),
};

/** Bytes that Temporal keeps of a large value. */
export async function deflatedBytes(value: unknown): Promise<number> {
  return (await deflated(JSON.stringify(value))).byteLength;
}

async function deflateOne(payload: Payload): Promise<Payload> {
  const { data, metadata } = payload;
  const encoding = metadata?.['encoding'];
  if (!data || !encoding || data.byteLength <= SMALL_BYTES) return payload;
  return { metadata: { ...metadata, encoding: ENCODING, [OF]: encoding }, data: await deflated(data) };
}

/** The payload as it was before it was deflated; every other one, and one that is damaged, as it is. */
export function inflateOne(payload: Payload): Payload {
  const { [OF]: encoding, ...metadata } = payload.metadata ?? {};
  const isOurs = Buffer.compare(metadata['encoding'] ?? Buffer.alloc(0), ENCODING) === 0;
  if (!payload.data || !encoding || !isOurs) return payload;
  try {
    return {
      metadata: { ...metadata, encoding },
      data: inflateSync(payload.data, { maxOutputLength: MAX_BYTES }),
    };
  } catch {
    return payload;
  }
}
