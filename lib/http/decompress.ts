import type { Duplex, Readable } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliDecompress,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzip,
  inflate,
  inflateRaw,
} from 'node:zlib';
import { englishOf, type Phrase, phraseOf } from '../../contracts/sentences.ts';
import { AnswerTooLongError, type WireAnswer } from './exchange.ts';

/** The body of an answer is compressed in a way that is not known, or not as it says. */
export class CompressionError extends Error {
  override readonly name = 'CompressionError';
  /** True when another try may bring a whole body. */
  readonly isDamaged: boolean;

  /** The same, as it is said in other languages too. */
  readonly words: Phrase;

  constructor(words: Phrase, isDamaged: boolean) {
    super(englishOf(words));
    this.words = words;
    this.isDamaged = isDamaged;
  }
}

// What a body that was cut has is read all the same: its beginning tells more than an error of zlib.
const ZLIB = { finishFlush: constants.Z_SYNC_FLUSH };
const BROTLI = { finishFlush: constants.BROTLI_OPERATION_FLUSH };

const unpackers: Record<string, (body: Buffer, maxOutputLength: number) => Promise<Buffer>> = {
  gzip: (body, maxOutputLength) =>
    // Some gateways unpack a body and leave the header.
    body[0] === 0x1f && body[1] === 0x8b
      ? promisify(gunzip)(body, { ...ZLIB, maxOutputLength })
      : Promise.resolve(body),
  // By RFC 9110 with zlib's head, in the world often without.
  deflate: (body, maxOutputLength) =>
    promisify(((body[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw)(body, { ...ZLIB, maxOutputLength }),
  br: (body, maxOutputLength) => promisify(brotliDecompress)(body, { ...BROTLI, maxOutputLength }),
};

/**
 * The answer with its body unpacked: gzip, deflate and br, whether asked for or not. Throws {@link CompressionError} and
 * {@link AnswerTooLongError}.
 */
export async function decompress(answer: WireAnswer, maxBytes: number): Promise<WireAnswer> {
  const encodings = encodingsOf(answer.headers);
  if (encodings.length === 0 || answer.body.length === 0) return answer;
  let { body } = answer;
  for (const encoding of encodings.reverse()) {
    const unpack = unpackers[encoding];
    if (unpack === undefined) {
      throw unknownEncoding(encoding);
    }
    try {
      body = await unpack(body, maxBytes);
    } catch (error) {
      if (error instanceof RangeError) throw new AnswerTooLongError(maxBytes);
      const reason = error instanceof Error ? error.message : String(error);
      throw new CompressionError(
        phraseOf('the answer cannot be unpacked ({encoding}: {reason})', { encoding, reason }),
        true,
      );
    }
  }
  return { ...answer, body };
}

const STREAMS: Record<string, () => Duplex> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * The pieces of a body that is read as it comes, unpacked. Throws what the body fails with, and {@link CompressionError} where it is
 * not packed as the answer says.
 */
export async function* unpackPieces({
  headers,
  body,
}: Pick<WireAnswer, 'headers'> & { body: Readable }): AsyncGenerator<Buffer> {
  let failure: unknown;
  body.once('error', (error) => {
    failure = error;
  });
  let pieces: Readable | Duplex = body;
  for (const encoding of encodingsOf(headers).reverse()) {
    const create = STREAMS[encoding];
    if (create === undefined) throw unknownEncoding(encoding);
    const before: Readable | Duplex = pieces;
    const unpacker = create();
    before.once('error', (error: Error) => unpacker.destroy(error));
    pieces = before.pipe(unpacker);
  }
  try {
    yield* pieces as AsyncIterable<Buffer>; // as: streams of bytes
  } catch (error) {
    if (failure !== undefined || pieces === body) throw failure ?? error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CompressionError(phraseOf('the answer cannot be unpacked ({reason})', { reason }), true);
  } finally {
    if (pieces !== body) pieces.destroy();
  }
}

function encodingsOf(headers: WireAnswer['headers']): string[] {
  const named = [headers['content-encoding'] ?? ''].flat().join(',').toLowerCase();
  return named.split(',').flatMap((name) => {
    const plain = name.trim().replace(/^x-/, '');
    return plain === '' || plain === 'identity' ? [] : [plain];
  });
}

function unknownEncoding(encoding: string): CompressionError {
  const words = phraseOf('the answer is compressed as "{encoding}", which is not read (gzip, deflate, br are)', {
    encoding: encoding.slice(0, 40),
  });
  return new CompressionError(words, false);
}
