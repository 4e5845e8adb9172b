import { defaultPayloadConverter } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { expect, it } from 'vitest';
import { createDataConverter, readPayload } from '../../lib/temporal-sdk/payloads.ts';
import { encryptingCodec } from '../support/encrypting-codec.ts';

const TEMPORAL_TAKES_BYTES = 2 * 1024 ** 2;

const changesOf = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ op: 'create', kind: 'account', key: `user-${number}` }));

async function encode(codecs: readonly PayloadCodec[], ...values: unknown[]): Promise<Payload[]> {
  let payloads = values.map((value) => defaultPayloadConverter.toPayload(value));
  for (const codec of codecs) payloads = await codec.encode(payloads);
  return payloads;
}

async function decode(codecs: readonly PayloadCodec[], payloads: Payload[]): Promise<unknown[]> {
  let decoded = payloads;
  for (const codec of codecs.toReversed()) decoded = await codec.decode(decoded);
  return decoded.map((payload) => defaultPayloadConverter.fromPayload(payload));
}

const sizeOf = (payloads: readonly Payload[]) => payloads.reduce((sum, { data }) => sum + (data?.byteLength ?? 0), 0);

it.each([
  ['alone', []],
  ['before the codecs of an embedder', [encryptingCodec]],
])('what Temporal would refuse for its size is deflated, %s', async (_how, others) => {
  const { payloadCodecs = [] } = createDataConverter(others);
  const values = [changesOf(30_000), { platform: 'ops' }, changesOf(30_000)];
  expect(sizeOf(await encode([], ...values))).toBeGreaterThan(TEMPORAL_TAKES_BYTES);
  const kept = await encode(payloadCodecs, ...values);
  expect(sizeOf(kept)).toBeLessThan(TEMPORAL_TAKES_BYTES / 4);
  expect(await decode(payloadCodecs, kept)).toEqual(values);
  // A worker has another converter, and the same codecs.
  const ofWorker = createDataConverter(others, '/converter.js').payloadCodecs ?? [];
  expect(await decode(ofWorker, await encode(ofWorker, ...values))).toEqual(values);
});

it('what Temporal takes stays as it is, and is read from a history either way', async () => {
  const { payloadCodecs = [] } = createDataConverter();
  const small = changesOf(10_000);
  expect(await encode(payloadCodecs, small)).toEqual(await encode([], small));
  const large = changesOf(60_000);
  const [kept] = await encode(payloadCodecs, large);
  expect(readPayload(kept)).toEqual(large);
});

it('what is damaged, or would fill the memory, is unreadable and no error', async () => {
  const { payloadCodecs = [] } = createDataConverter();
  const [kept = {}] = await encode(payloadCodecs, changesOf(60_000));
  const damaged = { ...kept, data: kept.data?.subarray(0, 1_000) };
  expect(await decode(payloadCodecs, [damaged as Payload])).toEqual([
    { unreadable: 'unknown encoding binary/deflate' },
  ]);
  const [bomb = {}] = await encode(payloadCodecs, '0'.repeat(130 * 1024 ** 2));
  expect(await decode(payloadCodecs, [bomb])).toEqual([{ unreadable: 'unknown encoding binary/deflate' }]);
});
