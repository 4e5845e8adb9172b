/** Bytes that are written one behind the other. */
export interface ByteWriter {
  byte(value: number): void;
  /** A whole number of any size, not negative: seven bits in a byte, the lowest first. */
  number(value: number | bigint): void;
  bytes(value: Uint8Array): void;
  take(): Buffer;
}

/** A writer that grows as it needs. */
export function createByteWriter(): ByteWriter {
  let buffer = Buffer.allocUnsafe(4_096);
  let length = 0;
  const reserve = (more: number) => {
    if (length + more <= buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(buffer.length * 2, length + more));
    buffer.copy(grown, 0, 0, length);
    buffer = grown;
  };
  const writer: ByteWriter = {
    byte(value) {
      reserve(1);
      buffer[length++] = value;
    },
    number(value) {
      let rest = BigInt(value);
      for (; rest >= 0x80n; rest >>= 7n) writer.byte(Number(rest & 0x7fn) | 0x80);
      writer.byte(Number(rest));
    },
    bytes(value) {
      reserve(value.length);
      buffer.set(value, length);
      length += value.length;
    },
    take: () => buffer.subarray(0, length),
  };
  return writer;
}

/** Reads what a {@link ByteWriter} wrote. Error: `RangeError` when there is less than was to be read. */
export interface ByteReader {
  readonly isAtEnd: boolean;
  byte(): number;
  number(): bigint;
  bytes(length: number): Buffer;
}

/** A reader from the beginning of some bytes. */
export function createByteReader(bytes: Buffer): ByteReader {
  let at = 0;
  const reader: ByteReader = {
    get isAtEnd() {
      return at >= bytes.length;
    },
    byte() {
      const value = bytes[at];
      if (value === undefined) throw new RangeError('the bytes end too early');
      at += 1;
      return value;
    },
    number() {
      let value = 0n;
      for (let shift = 0n; ; shift += 7n) {
        const byte = reader.byte();
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
      }
    },
    bytes(length) {
      if (at + length > bytes.length) throw new RangeError('the bytes end too early');
      at += length;
      return bytes.subarray(at - length, at);
    },
  };
  return reader;
}

/** How a text is written: what platforms give as ids, and digests, take half as much in the form that they have. */
const FORMS = { empty: 0, decimal: 1, uuid: 2, hex: 3, text: 4 } as const;

/** Writes a text in the shortest form that gives it back. */
export function writeText(writer: ByteWriter, text: string): void {
  if (text === '') return writer.byte(FORMS.empty);
  if (/^(?:0|[1-9]\d{0,29})$/.test(text)) {
    writer.byte(FORMS.decimal);
    return writer.number(BigInt(text));
  }
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) {
    writer.byte(FORMS.uuid);
    return writer.bytes(Buffer.from(text.replaceAll('-', ''), 'hex'));
  }
  const isHex = /^(?:[0-9a-f]{2}){4,}$/.test(text);
  const bytes = Buffer.from(text, isHex ? 'hex' : 'utf8');
  writer.byte(isHex ? FORMS.hex : FORMS.text);
  writer.number(bytes.length);
  writer.bytes(bytes);
}

/** Reads a text that {@link writeText} wrote. */
export function readText(reader: ByteReader): string {
  const form = reader.byte();
  switch (form) {
    case FORMS.empty:
      return '';
    case FORMS.decimal:
      return String(reader.number());
    case FORMS.uuid: {
      const hex = reader.bytes(16).toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    }
    case FORMS.hex:
      return reader.bytes(Number(reader.number())).toString('hex');
    case FORMS.text:
      return reader.bytes(Number(reader.number())).toString('utf8');
    default:
      throw new RangeError(`a text has the unknown form ${form}`);
  }
}
