import { createReadStream } from 'node:fs';
import { ModelrailError } from '../../lib/errors.ts';

/** A line of a file of JSON lines. */
export interface JsonLine {
  /** From 1. */
  number: number;
  /** Undefined with a problem. */
  value: unknown;
  problem?: string;
}

/** A longer line is none that we write: it is not kept. */
const MAX_LINE_BYTES = 1024 ** 2;
const LINE_END = 0x0a;

/** Reads the lines of a file one after the other; empty ones are passed over. `shown` is how the user called the file. */
export async function* readJsonLines(path: string, shown: string): AsyncGenerator<JsonLine> {
  let number = 0;
  for await (const line of readLines(path, shown)) {
    number += 1;
    if (line === undefined) yield { number, value: undefined, problem: `has more than ${MAX_LINE_BYTES} bytes` };
    else if (!/^[\s\ufeff]*$/.test(line)) yield { number, ...parseLine(line) };
  }
}

/** Undefined stands for a line that is too long. */
async function* readLines(path: string, shown: string): AsyncGenerator<string | undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  const take = () => {
    const line = length > MAX_LINE_BYTES ? undefined : decode(Buffer.concat(parts));
    parts = [];
    length = 0;
    return line;
  };
  const add = (part: Buffer) => {
    length += part.length;
    if (length <= MAX_LINE_BYTES) parts.push(part);
  };
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
        add(chunk.subarray(from, end));
        yield take();
        from = end + 1;
      }
      add(chunk.subarray(from));
    }
  } catch (error) {
    throw unreadable(shown, error);
  }
  if (length > 0) yield take();
}

/** The error of a file that cannot be read. */
export function unreadable(shown: string, error: unknown): ModelrailError {
  if (error instanceof ModelrailError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
  return new ModelrailError('InvalidRequest', `"${shown}" ${reason}`, { cause: error });
}

/** What is no UTF-8 would be another path. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return NO_UTF8;
  }
}

/** No JSON, so that it is told as a problem. */
const NO_UTF8 = '\ufffd';

function parseLine(line: string): Omit<JsonLine, 'number'> {
  if (line === NO_UTF8) return { value: undefined, problem: 'is not UTF-8' };
  try {
    return { value: JSON.parse(line) as unknown };
  } catch (error) {
    return { value: undefined, problem: `is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
