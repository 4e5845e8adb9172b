import { type Client, defaultPayloadConverter } from '@temporalio/client';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import type { temporal as proto } from '@temporalio/proto';
import { visit, walkDescribeWorkflowExecutionResponse, walkGetWorkflowExecutionHistoryResponse } from './internals.ts';
import { deflateLarge, inflateOne } from './large-payloads.ts';

/** A client as far as payloads are decoded with it. */
type Decoder = Pick<Client, 'options'>;

/** What the SDK's own converter reads. */
const READABLE = new Set(['json/plain', 'binary/plain', 'binary/null', 'json/protobuf', 'binary/protobuf']);

/**
 * Keeps one payload that this process has no codec for from failing a whole answer, such as a list in which
 * another program's run has an encrypted memo: it becomes `{ unreadable }`, which no check takes for anything else.
 */
const unreadableAsSuch: PayloadCodec = {
  encode: async (payloads) => payloads,
  decode: async (payloads) => payloads.map(asReadable),
};

function asReadable(given: Payload): Payload {
  const payload = inflateOne(given);
  const encoding = new TextDecoder().decode(payload.metadata?.['encoding'] ?? undefined);
  if (READABLE.has(encoding)) return payload;
  const text = new TextEncoder();
  return {
    metadata: { encoding: text.encode('json/plain') },
    data: text.encode(JSON.stringify({ unreadable: `unknown encoding ${encoding}` })),
  };
}

/**
 * The option `dataConverter` of every client and worker: `codecs` encode all payloads, in this order, before they go to Temporal
 * (an encryption, for example). `converterPath` is a module with a `payloadConverter` and a `failureConverter`.
 */
export function createDataConverter(codecs: readonly PayloadCodec[] = [], converterPath?: string): DataConverter {
  // Decoding goes from the last codec to the first. The converter of a worker sees to what is unreadable by itself.
  if (converterPath === undefined) return { payloadCodecs: [unreadableAsSuch, deflateLarge, ...codecs] };
  const payloadCodecs = [deflateLarge, ...codecs];
  return { payloadConverterPath: converterPath, failureConverterPath: converterPath, payloadCodecs };
}

/** Decodes the payloads of a page of a history in place, so that {@link readPayload} reads them. The codecs get no context. */
export async function decodeHistory(
  client: Decoder,
  page: proto.api.workflowservice.v1.IGetWorkflowExecutionHistoryResponse,
): Promise<void> {
  await decodeAll(client, page, walkGetWorkflowExecutionHistoryResponse);
}

/** Decodes the payloads of a description in place, heartbeats and failures among them. The codecs get no context. */
export async function decodeDescription(
  client: Decoder,
  description: proto.api.workflowservice.v1.IDescribeWorkflowExecutionResponse,
): Promise<void> {
  await decodeAll(client, description, walkDescribeWorkflowExecutionResponse);
}

async function decodeAll<Root>(
  { options }: Decoder,
  root: Root,
  walk: Parameters<typeof visit<Root>>[1],
): Promise<void> {
  const codecs = options.loadedDataConverter.payloadCodecs.toReversed();
  // Without others, what is deflated is inflated where it is read.
  if (codecs.every((codec) => codec === unreadableAsSuch || codec === deflateLarge)) return;
  const transformPayloads = async (payloads: Payload[]): Promise<Payload[]> => {
    let decoded = payloads;
    for (const codec of codecs) decoded = await codec.decode(decoded);
    return decoded;
  };
  await visit(root, walk, {
    transformPayloads,
    transformPayload: async (payload) => (await transformPayloads([payload]))[0] ?? payload,
    // Temporal reads search attributes itself, so no codec encodes them.
    skipSearchAttributes: true,
  });
}

/** The value of a payload that is decoded already; undefined where there is none. */
export function readPayload(payload: proto.api.common.v1.IPayload | null | undefined): unknown {
  return payload ? defaultPayloadConverter.fromPayload(asReadable(payload)) : undefined;
}

/** The value of the first payload: what a step of ours was given or answered. */
export function readFirstPayload(payloads: proto.api.common.v1.IPayloads | null | undefined): unknown {
  return readPayload(payloads?.payloads?.[0]);
}
