import { ModelrailError } from '../../lib/errors.ts';
import { type OffsetTransfer, sendFromOffset } from '../../lib/transfer/send-from-offset.ts';
import { stopTime } from './fake-time.ts';
import { type Model, passing, passOf, sharedBy } from './model.ts';

/** What befalls a request that brings a part. */
export type Fate =
  | 'take'
  /** It is cut before it has any effect, or after it had all of it. */
  | 'cut'
  | 'cut-after'
  /** It is cut, and so many bytes of it are kept. */
  | { keeps: number }
  /** Taken, and the answer names the position before it. */
  | 'stale'
  /** Another sender has sent so many bytes meanwhile. */
  | { other: number }
  /** Refused for a while, for a reason that has nothing to do with the position. */
  | 'busy'
  | 'limited'
  /** Taken, and then so many bytes are lost. */
  | { loses: number };

/** A platform that takes a file in order. */
export interface OffsetPlatform {
  /** What it has. */
  content: Buffer;
  /** Parts as they came, with the position at which the platform was. */
  parts: { from: number; length: number; wanted: number }[];
  /** What was told of each wait. */
  waits: { message: string; delayMs: number }[];
  sentBytes: number;
  asked: number;
}

/** A part that begins where the platform does not want it. */
export const WRONG_POSITION = 'wrong position';

/** Makes a platform for a model, and a transfer to it; `fates` come one after the other, then every part is taken. */
export function createOffsetPlatform(
  model: Model,
  { begun = 0, fates = [] }: { begun?: number; fates?: readonly Fate[] } = {},
): { platform: OffsetPlatform; transfer: OffsetTransfer<string>; run(): Promise<string> } {
  const left = [...fates];
  const platform: OffsetPlatform = {
    content: Buffer.from(model.content.subarray(0, begun)),
    parts: [],
    waits: [],
    sentBytes: 0,
    asked: 0,
  };
  const time = stopTime();
  const statusOf = (position = platform.content.length) => ({
    position,
    isComplete: position === model.size,
    answer: `${platform.content.length} bytes`,
  });
  const add = (bytes: Buffer) => {
    platform.content = Buffer.concat([platform.content, bytes]);
  };

  function take(fate: Fate, position: number, bytes: Buffer) {
    if (typeof fate === 'object' && 'other' in fate) {
      const wanted = platform.content.length;
      add(model.content.subarray(wanted, wanted + fate.other));
    }
    if (fate === 'cut') throw passing('cut');
    if (fate === 'busy') throw new ModelrailError('PlatformRefused', 'busy', { refusal: 'busy' });
    if (fate === 'limited') throw new ModelrailError('RateLimited', 'slow down', { isRetryable: true });
    const wanted = platform.content.length;
    if (position !== wanted) throw new ModelrailError('PlatformRefused', WRONG_POSITION, { refusal: WRONG_POSITION });
    if (typeof fate === 'object' && 'keeps' in fate) {
      add(bytes.subarray(0, fate.keeps));
      throw passing('cut in its middle');
    }
    add(bytes);
    if (fate === 'cut-after') throw passing('answer lost');
    if (typeof fate === 'object' && 'loses' in fate) {
      const rest = Math.max(0, platform.content.length - fate.loses);
      platform.content = platform.content.subarray(0, rest);
    }
    return fate === 'stale' ? statusOf(position) : statusOf();
  }

  const {
    send: _,
    admit: __,
    missing: ___,
    shape: ____,
    chunkSizeBytes,
    ...pass
  } = passOf(model, {
    ...sharedBy({ ...model, chunkSizeBytes: 2 * model.chunkSizeBytes + 64 }, 1),
    send: () => Promise.resolve(),
  });
  const transfer: OffsetTransfer<string> = {
    ...pass,
    partSizeBytes: chunkSizeBytes,
    headBytes: 16,
    tailBytes: 16,
    admit: (work) => work(),
    async ask() {
      platform.asked += 1;
      return statusOf();
    },
    onAnswer: () => undefined,
    async send({ buffer, dataStart }, { position, length }) {
      platform.parts.push({ from: position, length, wanted: platform.content.length });
      // What a body is made of: head and tail are written around the part.
      buffer.fill(1, dataStart - 16, dataStart);
      buffer.fill(2, dataStart + length, dataStart + length + 16);
      await new Promise((resolve) => setImmediate(resolve));
      return take(left.shift() ?? 'take', position, Buffer.from(buffer.subarray(dataStart, dataStart + length)));
    },
    onSent: ({ length }) => {
      platform.sentBytes += length;
    },
    onWaiting(waiting) {
      if (waiting === undefined) return;
      platform.waits.push({ message: waiting.failure.message, delayMs: waiting.delayMs });
      // The wait begins when this returns.
      queueMicrotask(() => time.advanceTimersByTime(waiting.delayMs));
    },
  };
  return { platform, transfer, run: () => sendFromOffset(transfer) };
}
