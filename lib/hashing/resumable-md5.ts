import SparkMD5 from 'spark-md5';

/** An MD5 under way that another process can go on with. */
export interface ResumableMd5 {
  update(data: Uint8Array<ArrayBuffer>): void;
  /** State of 16 bytes and the bytes of the block that has begun (63 at most), base64. */
  save(): string;
  /** Ends it; lower-case hex. */
  digest(): string;
}

/** Four words of 32 bits. */
const WORDS = 4;
/** Bytes of the four words. */
export const MD5_STATE_BYTES = 4 * WORDS;
/** Bytes that MD5 takes at a time. */
export const MD5_BLOCK_BYTES = 64;

/** A state as the library gives and takes it: the bytes of the begun block are characters, whatever its types say. */
interface SparkState {
  buff: string;
  length: number;
  hash: number[];
}

/** An MD5 from the beginning, or from a saved state after so many bytes. */
export function createResumableMd5(saved?: { state: string; bytes: number }): ResumableMd5 {
  const spark = new SparkMD5.ArrayBuffer();
  if (saved !== undefined) spark.setState(toSpark(unpack(saved)));
  return {
    update(data) {
      // The library takes whole array buffers only.
      spark.append(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
    },
    save: () => pack(fromSpark(spark.getState())),
    digest: () => spark.end(),
  };
}

function pack({ hash, buff }: SparkState): string {
  const state = Buffer.alloc(MD5_STATE_BYTES + buff.length);
  for (const [word, value] of hash.entries()) state.writeInt32LE(value, 4 * word);
  state.write(buff, MD5_STATE_BYTES, 'latin1');
  return state.toString('base64');
}

function unpack({ state, bytes }: { state: string; bytes: number }): SparkState {
  const packed = Buffer.from(state, 'base64');
  return {
    hash: Array.from({ length: WORDS }, (_, word) => packed.readInt32LE(4 * word)),
    buff: packed.toString('latin1', MD5_STATE_BYTES),
    length: bytes,
  };
}

function fromSpark(state: SparkMD5.State): SparkState {
  // as: see SparkState.
  return state as unknown as SparkState;
}

function toSpark(state: SparkState): SparkMD5.State {
  // as: see SparkState.
  return state as unknown as SparkMD5.State;
}
