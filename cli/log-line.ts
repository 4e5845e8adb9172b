import { z } from 'zod';
import { cutText } from '../contracts/well-formed.ts';

/** Characters of one text in a line. */
const MAX_TEXT_LENGTH = 2_000;
/** Lines up to this length are written as they are. */
const MAX_LINE_LENGTH = 16_000;

/** A line of the JSON log, bounded: whatever was logged, no text in it is longer than 2,000 characters. */
export function boundLogLine(line: string): string {
  if (line.length <= MAX_LINE_LENGTH) return line;
  const fields = z.record(z.string(), z.unknown()).parse(JSON.parse(line));
  const bounded = JSON.stringify(boundTexts(fields));
  if (bounded.length <= MAX_LINE_LENGTH) return `${bounded}\n`;
  // Many texts: what says when, how grave and what stays.
  const { level, time, pid, hostname, msg } = fields;
  return `${JSON.stringify({ level, time, pid, hostname, msg: boundTexts(msg), cut: line.length })}\n`;
}

function boundTexts(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.length <= MAX_TEXT_LENGTH ? value : `${cutText(value, MAX_TEXT_LENGTH - 1)}…`;
  }
  if (Array.isArray(value)) return value.map(boundTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, boundTexts(inner)]));
}
