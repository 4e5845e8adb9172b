import {
  DefaultFailureConverter,
  defaultPayloadConverter,
  type FailureConverter,
  type Payload,
  type PayloadConverter,
} from '@temporalio/common';
import { toWellFormed } from '../contracts/well-formed.ts';

// The worker loads this module outside of the sandbox, and it is part of the workflow bundle: both convert in the same way.

/** What a failure is on the wire. */
type Failure = ReturnType<DefaultFailureConverter['errorToFailure']>;

/**
 * Half a surrogate pair cannot be written as UTF-8. In a failure it would end the worker process: the part of the SDK that
 * is written in Rust refuses the whole message.
 */
class WellFormedFailureConverter extends DefaultFailureConverter {
  override errorToFailure(...args: Parameters<DefaultFailureConverter['errorToFailure']>): Failure {
    const failure = super.errorToFailure(...args);
    const { message, stackTrace, applicationFailureInfo: info } = failure;
    return {
      ...failure,
      ...(typeof message === 'string' ? { message: toWellFormed(message) } : {}),
      ...(typeof stackTrace === 'string' ? { stackTrace: toWellFormed(stackTrace) } : {}),
      ...(typeof info?.type === 'string' ? { applicationFailureInfo: { ...info, type: toWellFormed(info.type) } } : {}),
    };
  }
}

/** Failures of steps, runs and workflow tasks, with well-formed words. */
export const failureConverter: FailureConverter = new WellFormedFailureConverter();

/**
 * Results, heartbeats, signals, memo, summaries and details, with well-formed words. What another client sent and cannot be
 * read becomes `{ unreadable }` with the reason, which no check of ours takes for anything else: an error here would fail
 * the workflow task again and again.
 */
export const payloadConverter: PayloadConverter = {
  toPayload(value, context) {
    const payload = defaultPayloadConverter.toPayload(value, context);
    return isJson(payload) ? { ...payload, data: withoutHalves(payload.data) } : payload;
  },
  fromPayload(payload) {
    try {
      return defaultPayloadConverter.fromPayload(payload);
    } catch (error) {
      const unreadable = error instanceof Error ? toWellFormed(error.message) : 'unknown encoding';
      return { unreadable } as never; // as: the caller names the type that it hopes for
    }
  },
};

const [BACKSLASH, LETTER_U, LETTER_D, DIGIT_8] = [0x5c, 0x75, 0x64, 0x38];
/** `fffd`, as the bytes of an escape behind `\u`. */
const REPLACEMENT = [0x66, 0x66, 0x66, 0x64];
const JSON_ENCODING = 'json/plain';

/** A payload whose bytes are JSON. */
function isJson(payload: Payload | undefined): payload is Payload & { data: Uint8Array } {
  const encoding = payload?.metadata?.['encoding'];
  return (
    payload?.data instanceof Uint8Array &&
    encoding?.length === JSON_ENCODING.length &&
    encoding.every((byte, index) => byte === JSON_ENCODING.charCodeAt(index))
  );
}

/** `JSON.stringify` writes half a pair as `\udXXX`, and nothing else: the escape of U+FFFD is as long. */
function withoutHalves(json: Uint8Array): Uint8Array {
  for (let at = json.indexOf(BACKSLASH); at >= 0; at = json.indexOf(BACKSLASH, at + 2)) {
    const isHalf = json[at + 1] === LETTER_U && json[at + 2] === LETTER_D && (json[at + 3] ?? 0) >= DIGIT_8;
    if (isHalf) json.set(REPLACEMENT, at + 2);
  }
  return json;
}
