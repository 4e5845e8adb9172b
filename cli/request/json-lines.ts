import { createReadStream } from 'node:fs';
import { ModelrailError } from '../../lib/errors.ts';
import { linesOf } from '../../lib/lines.ts';
import { say } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import { whyNoJson } from './why-unread.ts';

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

/** Reads the lines of a file one after the other; empty ones are passed over. `shown` is how the user called the file. */
export async function* readJsonLines(path: string, shown: string): AsyncGenerator<JsonLine> {
  try {
    // as: a stream without an encoding gives bytes.
    for await (const lines of linesOf(createReadStream(path) as AsyncIterable<Buffer>, MAX_LINE_BYTES)) {
      for (const { number, content } of lines) {
        if (content === undefined) {
          yield { number, value: undefined, problem: say('has more than {count} bytes', { count: MAX_LINE_BYTES }) };
          continue;
        }
        const line = decode(content);
        if (!/^[\s\ufeff]*$/.test(line)) yield { number, ...parseLine(line) };
      }
    }
  } catch (error) {
    throw unreadable(shown, error);
  }
}

/** The error of a file that cannot be read. */
export function unreadable(shown: string, error: unknown): ModelrailError {
  if (error instanceof ModelrailError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const path = `"${shown}"`;
  const message =
    code === 'ENOENT'
      ? told('{path} does not exist', { path })
      : told('{path} cannot be read ({code})', { path, code });
  return new ModelrailError('InvalidRequest', message, { cause: error });
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
  if (line === NO_UTF8) return { value: undefined, problem: say('is not UTF-8') };
  try {
    return { value: JSON.parse(line) as unknown };
  } catch (error) {
    return {
      value: undefined,
      problem: say('is no JSON: {reason}', { reason: whyNoJson(error) }),
    };
  }
}
