import { type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import { backoffMs, wait } from './backoff.ts';
import type { RequestEnd } from './concurrency.ts';
import type { Pace } from './pacer.ts';
import { createPartReader } from './part-reader.ts';
import type { ChunkPass } from './send-chunks.ts';
import { tellSent } from './sent.ts';

/** What a platform says of a file that it takes from its beginning to its end. */
export interface OffsetStatus<T> {
  /** Where it wants the next byte. */
  position: number;
  isComplete: boolean;
  answer: T;
}

/** A transfer of one file to a platform that takes it in order and says how far it has come. */
export interface OffsetTransfer<T>
  extends Pick<
    ChunkPass,
    'source' | 'handle' | 'size' | 'checksums' | 'places' | 'share' | 'buffers' | 'signal' | 'checkSource'
  > {
  /** Bytes of a part, and of each chunk that `checksums` has one of. Parts end where chunks do, wherever the first begins. */
  partSizeBytes: number;
  /** Room before and behind the bytes of a part. */
  headBytes: number;
  tailBytes: number;
  /** What paces the bytes at this moment; undefined without a limit. Asked for each part. */
  pace?(): Pace | undefined;
  /** Runs `work`, which takes a place and a buffer and sends, when the ingestion's own limits allow it. */
  admit<R>(work: () => Promise<R>): Promise<R>;
  /** Asks the platform how far it has come: the only truth after a request without a good answer. */
  ask(): Promise<OffsetStatus<T>>;
  /** Told every answer of {@link OffsetTransfer.ask}, the first before anything is sent. */
  onAnswer(status: OffsetStatus<T>): void;
  /** Sends one part that lies in the buffer from `dataStart`; answers what the platform says after it. */
  send(
    buffer: { buffer: Buffer; dataStart: number },
    part: { position: number; length: number; signal: AbortSignal },
  ): Promise<OffsetStatus<T>>;
  /** Called for each part that the platform took. */
  onSent(part: { position: number; length: number }): void;
  /** Told while the transfer waits before its next try; undefined when it goes on. */
  onWaiting(waiting: { failure: ModelrailError; delayMs: number } | undefined): void;
}

/** Parts that are sent before another transfer may have the place and the buffer. */
const PARTS_OF_A_TURN = 8;
/** Tries without any gain before the step fails and its retry policy takes over, and the reason is shown. */
const MAX_FRUITLESS_TRIES = 3;
/**
 * Waits after refusals of what the platform wants to have at a position, in the same words; one more ends the transfer. Another
 * sender's part may be on its way for a while.
 */
const REFUSAL_DELAYS_MS = [1_000, 5_000, 15_000, 30_000];
/** Waits after the platform fell behind what it had; one more setback ends the transfer. The first may only be late. */
const SETBACK_DELAYS_MS = [1_000, 5_000, 10_000];
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;

/**
 * Sends a file from where the platform has come to, part after part, and asks again after every doubt, until it is complete;
 * answers what the platform said last. Others may send the same file: where the platform is then is where it goes on.
 *
 * A refusal of a part is no end: the position may be another's doing. Throws a refusal that stays the same at the same
 * position five times; the last failure when tries bring nothing any more; `UnexpectedResponse`, for good, when the platform
 * loses again and again what it had; `SourceChanged`; and at once what no further try changes.
 */
export async function sendFromOffset<T>(transfer: OffsetTransfer<T>): Promise<T> {
  const judge = createJudge(transfer);
  let status = await ask(transfer);
  while (!status.isComplete) {
    const before = status.position;
    const turn = await takeTurn(transfer, status);
    status = turn.isCertain ? turn.status : await ask(transfer);
    const delay = judge({ before, reached: turn.reached, status, failure: turn.failure });
    if (delay === undefined || status.isComplete) continue;
    await pause(transfer, delay);
    // Others may have sent meanwhile, and a platform may show late what it took.
    status = await ask(transfer);
  }
  return status.answer;
}

async function ask<T>(transfer: OffsetTransfer<T>): Promise<OffsetStatus<T>> {
  const status = await transfer.ask();
  checkPosition(transfer, status);
  transfer.onAnswer(status);
  return status;
}

function checkPosition<T>({ source, size }: OffsetTransfer<T>, { position }: OffsetStatus<T>): void {
  if (position >= 0 && position <= size) return;
  const words = sentenceOf('the platform wants byte {position} of {path}, which has {size}', {
    position,
    path: source,
    size,
  });
  throw new ModelrailError('UnexpectedResponse', words, { isConclusive: true });
}

/** What was sent in one go. */
interface Turn<T> {
  /** As the last good answer has it. */
  status: OffsetStatus<T>;
  /** Where the last part ended that the platform accepted. */
  reached: number;
  /** False when the platform has to be asked. */
  isCertain: boolean;
  failure?: ModelrailError;
}

/** Sends some parts with one place and one buffer; a failure ends it. */
function takeTurn<T>(transfer: OffsetTransfer<T>, first: OffsetStatus<T>): Promise<Turn<T>> {
  if (first.position === transfer.size) {
    const words = sentenceOf('the platform has all bytes of {path} and does not say that it is complete', {
      path: transfer.source,
    });
    const failure = new ModelrailError('UnexpectedResponse', words, { isRetryable: true });
    return Promise.resolve({ status: first, reached: first.position, isCertain: false, failure });
  }
  return transfer.admit(async () => {
    const place = await transfer.places.acquire(transfer.signal, transfer.share);
    const end: RequestEnd = { acceptedBytes: 0, isOverload: false };
    try {
      const turn = await sendParts(transfer, first);
      end.acceptedBytes = turn.reached - first.position;
      end.isOverload = turn.failure?.isOverload === true;
      return turn;
    } finally {
      place.free(end);
    }
  });
}

async function sendParts<T>(transfer: OffsetTransfer<T>, first: OffsetStatus<T>): Promise<Turn<T>> {
  await using reader = await createPartReader(transfer, first.position);
  let status = first;
  let reached = first.position;
  for (let count = 0; count < PARTS_OF_A_TURN && !status.isComplete && status.position < transfer.size; count += 1) {
    const { position } = status;
    const part = await reader.read(position);
    const isLast = position + part.length === transfer.size;
    if (isLast) await transfer.checkSource();
    await transfer.pace?.()?.take(part.length, transfer.signal, transfer.share);
    try {
      status = await reader.lend(() => transfer.send(part, { position, length: part.length, signal: transfer.signal }));
    } catch (error) {
      if (!(error instanceof ModelrailError) || !isDoubtful(error)) throw error;
      return { status, reached, isCertain: false, failure: error };
    }
    checkPosition(transfer, status);
    reached = position + part.length;
    tellSent(part.length, 1);
    transfer.onSent({ position, length: part.length });
    // Anything else than the part's end, or the end of the file, is asked about.
    if (!status.isComplete && status.position !== reached) return { status, reached, isCertain: false };
  }
  return { status, reached, isCertain: status.isComplete || status.position < transfer.size };
}

/** What the platform may say of a part, whoever's doing it is; what is wrong with the call itself is not among it. */
const REFUSALS: ReadonlySet<string> = new Set(['PlatformRefused', 'NotFound', 'AlreadyExists']);

/** True where the platform has to be asked what became of a part. */
function isDoubtful(error: ModelrailError): boolean {
  return error.isRetryable || REFUSALS.has(error.type);
}

/** What came of a turn. */
interface Outcome {
  before: number;
  /** Where the last part ended that the platform accepted, else as `before`. */
  reached: number;
  status: OffsetStatus<unknown>;
  failure: ModelrailError | undefined;
}

type Delay = { failure: ModelrailError; delayMs: number };

/** Judges turn after turn: whether the transfer goes on, and after which wait. */
function createJudge<T>({ source }: OffsetTransfer<T>): (outcome: Outcome) => Delay | undefined {
  let fruitless = 0;
  let setbacks = 0;
  let refusals = new Map<string, number>();

  function noteRefusal(failure: ModelrailError): Delay {
    const words = failure.refusal ?? failure.message;
    const earlier = refusals.get(words) ?? 0;
    refusals.set(words, earlier + 1);
    const delayMs = REFUSAL_DELAYS_MS[earlier];
    if (delayMs === undefined) throw failure;
    return { failure, delayMs };
  }

  function noteSetback(position: number, cause: ModelrailError | undefined): Delay {
    const delayMs = SETBACK_DELAYS_MS[setbacks];
    const words = lost(source, position, cause);
    if (delayMs === undefined) throw new ModelrailError('UnexpectedResponse', words, { isConclusive: true });
    setbacks += 1;
    return { failure: new ModelrailError('UnexpectedResponse', words, { isRetryable: true }), delayMs };
  }

  return ({ before, reached, status: { position, isComplete }, failure }) => {
    if (isComplete) return undefined;
    if (position < reached) return noteSetback(position, failure);
    if (position > before) {
      fruitless = 0;
      refusals = new Map();
      if (failure?.isRetryable === false && position === reached) return noteRefusal(failure);
      // A wish for a pause is heard whatever was gained before it.
      const delayMs = failure?.retryAfterMs ?? (failure?.type === 'RateLimited' ? FIRST_DELAY_MS : undefined);
      return failure === undefined || delayMs === undefined ? undefined : { failure, delayMs };
    }
    // Nothing was accepted, so there is a failure.
    if (failure === undefined) return undefined;
    if (!failure.isRetryable) return noteRefusal(failure);
    fruitless += 1;
    if (fruitless >= MAX_FRUITLESS_TRIES) throw failure;
    return { failure, delayMs: failure.retryAfterMs ?? backoffMs(fruitless, FIRST_DELAY_MS, MAX_DELAY_MS) };
  };
}

async function pause<T>(transfer: OffsetTransfer<T>, delay: Delay): Promise<void> {
  // A long wait belongs to the step: there it is shown, and can be cut short.
  if (delay.failure.isRetryable && delay.delayMs > MAX_DELAY_MS) throw delay.failure;
  transfer.onWaiting(delay);
  await wait(delay.delayMs, transfer.signal);
  transfer.onWaiting(undefined);
}

function lost(path: string, position: number, failure: ModelrailError | undefined): Sentence {
  return failure === undefined
    ? sentenceOf('the platform had more of {path} than the {position} bytes that it has now', { path, position })
    : sentenceOf('the platform had more of {path} than the {position} bytes that it has now: {reason}', {
        path,
        position,
        reason: failure.toPart(),
      });
}
