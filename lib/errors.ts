import { type ErrorInfo, type ErrorType, errorOf, type KeptError } from '../contracts/errors.ts';
import { englishOf, type Phrase, type Sentence } from '../contracts/sentences.ts';
import { keptOf, partOf } from './words/kept.ts';
import type { Told } from './words/words.ts';

/** What is known beside type and message. */
export interface ModelrailErrorOptions {
  /** True when the same call may succeed later without any change. Default: false. */
  isRetryable?: boolean;
  /** True when the request may have taken effect although no usable answer came. Default: false. */
  outcomeUnknown?: boolean;
  /**
   * True when it is known that no further attempt changes anything, also where the type alone would be worth a few: an
   * answer of a wrong shape. Default: false.
   */
  isConclusive?: boolean;
  /** True when the platform had too much to do: fewer requests at a time may help. Default: false. */
  isOverload?: boolean;
  /** How long the platform asked us to wait, in milliseconds. */
  retryAfterMs?: number;
  /** The other side's own words, without the call and its request id; of a refusal. */
  refusal?: string;
  /** The id that no ingestion has; of a `NotFound`. */
  unknownId?: string;
  /** The message for those who call over HTTP, where it names a route in place of a command. Default: the same. */
  overHttp?: string | Sentence;
  cause?: unknown;
}

/** The one class of error that crosses layers: a type of the closed list, and a message for a person. */
export class ModelrailError extends Error {
  override readonly name: string = 'ModelrailError';
  readonly type: ErrorType;
  readonly isRetryable: boolean;
  readonly outcomeUnknown: boolean;
  readonly isConclusive: boolean;
  readonly isOverload: boolean;
  readonly retryAfterMs: number | undefined;
  readonly refusal: string | undefined;
  readonly unknownId: string | undefined;
  readonly overHttp: string;
  readonly #toldOverHttp: Sentence | undefined;
  /** The message for people, as far as it can be said in their language. */
  readonly told: Told | undefined;

  constructor(type: ErrorType, message: string | Told | Sentence, options: ModelrailErrorOptions = {}) {
    const told =
      typeof message === 'string' || 'english' in message ? message : { ...message, english: englishOf(message) };
    const english = typeof told === 'string' ? told : told.english;
    super(english, options.cause === undefined ? undefined : { cause: options.cause });
    this.type = type;
    this.isRetryable = options.isRetryable ?? false;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
    this.isConclusive = options.isConclusive ?? false;
    this.isOverload = options.isOverload ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.refusal = options.refusal;
    this.unknownId = options.unknownId;
    const { overHttp = english } = options;
    this.overHttp = typeof overHttp === 'string' ? overHttp : englishOf(overHttp);
    this.#toldOverHttp = typeof overHttp === 'string' ? undefined : overHttp;
    this.told = typeof told === 'string' ? undefined : told;
  }

  /** Type and message alone, as they stand in results. */
  toInfo(): ErrorInfo {
    return { type: this.type, message: this.message };
  }

  /** Its message as a part of another sentence. */
  toPart(): string | Phrase {
    return this.told === undefined ? this.message : partOf(this.told);
  }

  /** The same with the sentence by which a run says it in other languages. */
  toKept(): KeptError {
    const told = this.told && keptOf(this.told);
    return { ...this.toInfo(), ...(told === undefined ? {} : { told: [told] }) };
  }
  /** The same for those who call over HTTP. */
  toKeptOverHttp(): KeptError {
    if (this.#toldOverHttp !== undefined) return errorOf(this.type, this.#toldOverHttp);
    return this.overHttp === this.message ? this.toKept() : { type: this.type, message: this.overHttp };
  }
}
