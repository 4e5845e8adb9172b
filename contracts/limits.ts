import { isPositive, isText, matching, optional, shaped } from './shapes.ts';

/** What bounds the sending of an ingestion. */
export interface SendingLimits {
  /** Requests at a time; never more than the platform's own setting. */
  concurrency?: number;
  /** A rate or timetable as rclone writes them, e.g. `10M` or `08:00,512k 19:00,off`. */
  bwlimit?: string;
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Letters in either case, for patterns that are published without flags. */
const anyCase = (word: string) => word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
const AMOUNT = `(?:${anyCase('off')}|[0-9]+(?:\\.[0-9]+)?[bkmgtpBKMGTP]?[iI]?[bB]?)`;
const RATE = `${AMOUNT}(?::${AMOUNT})?`;
const DAY = `(?:${DAYS.flatMap((day) => [anyCase(day), anyCase(day.slice(0, 3))]).join('|')})`;
const ENTRY = `(?:${DAY}-)?(?:[01]?[0-9]|2[0-3]):[0-5][0-9],${RATE}`;

/** A bandwidth as rclone's `--bwlimit` writes it, without blanks around it. */
export const BANDWIDTH_PATTERN = new RegExp(`^(?:${RATE}|${ENTRY}(?: +${ENTRY})*)$`);

const isBandwidth = (value: unknown) => isText(value) && matching(BANDWIDTH_PATTERN)(value);

const hasLimits = shaped<SendingLimits>({ concurrency: optional(isPositive), bwlimit: optional(isBandwidth) });

/** Limits that are set on a run, without anything beside them; undefined for anything else, which any client of Temporal may send. */
export function parseSendingLimits(value: unknown): SendingLimits | undefined {
  if (!hasLimits(value)) return undefined;
  const { concurrency, bwlimit } = value;
  if (concurrency === undefined && bwlimit === undefined) return undefined;
  return { ...(concurrency === undefined ? {} : { concurrency }), ...(bwlimit === undefined ? {} : { bwlimit }) };
}
