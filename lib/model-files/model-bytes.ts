/** The bytes of a model file, any of which can be asked for. */
export interface ModelBytes {
  /** Bytes of the file. */
  size: number;
  /** So many of the first ones are at hand, where no others are. */
  headBytes?: number;
  /** The bytes from `position` on: `length`, or what there is up to the end. Throws {@link LookEnded} where none are to be had. */
  read(position: number, length: number): Promise<Buffer>;
}

/** Thrown where a look goes no further: what is known until then is all that is told. */
export class LookEnded extends Error {}

/** Reads of one file: a compound file of 1 GiB needs some 140. */
const MAX_READS = 256;
/** Bytes of one file: both ends of a text, and the largest comment of an archive. */
const MAX_BYTES = 512 * 1024;

/** The same bytes for one look, which is ended when it has cost enough. */
export function bounded({ size, read, ...rest }: ModelBytes): ModelBytes {
  let reads = 0;
  let bytes = 0;
  return {
    ...rest,
    size,
    async read(position, length) {
      const wanted = Math.max(0, Math.min(length, size - position));
      if (wanted === 0) return Buffer.alloc(0);
      reads += 1;
      bytes += wanted;
      if (reads > MAX_READS || bytes > MAX_BYTES) throw new LookEnded('enough was read');
      return await read(position, wanted);
    },
  };
}

/** The last bytes of a file. */
export function tailOf(bytes: ModelBytes, length: number): Promise<Buffer> {
  const from = Math.max(0, bytes.size - length);
  return bytes.read(from, bytes.size - from);
}
