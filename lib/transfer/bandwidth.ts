import { ModelrailError } from '../errors.ts';
import { toldOf } from '../words/words.ts';

/** A rate that holds from a minute of the week on. Bytes per second; Infinity is "off". */
interface Slot {
  /** Minutes since Sunday 00:00. */
  fromMinute: number;
  bytesPerSecond: number;
}

/** A bandwidth limit as rclone's `--bwlimit` writes it: one rate, or a timetable in the worker's local time. */
export interface Bandwidth {
  /** Bytes per second at this moment; Infinity without a limit. */
  rateAt(time: Date): number;
}

const UNITS: Record<string, number> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4, P: 1024 ** 5 };
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MINUTES_PER_DAY = 24 * 60;

/** Reads `10M`, `off`, `10M:1M` (up:down; up counts), `08:00,512k 19:00,off`, `Mon-00:00,512 Sat-10:00,off`. Error: `InvalidRequest`. */
export function parseBandwidth(text: string): Bandwidth {
  const entries = text.trim().split(/\s+/);
  const slots =
    entries.length === 1 && !text.includes(',')
      ? [{ fromMinute: 0, bytesPerSecond: parseRate(text) }]
      : entries.flatMap(parseEntry);
  slots.sort((a, b) => a.fromMinute - b.fromMinute);
  return {
    rateAt(time) {
      const minute = time.getDay() * MINUTES_PER_DAY + time.getHours() * 60 + time.getMinutes();
      // Before the week's first entry the last one of the week before still holds.
      const slot = slots.findLast((candidate) => candidate.fromMinute <= minute) ?? slots.at(-1);
      return slot?.bytesPerSecond ?? Number.POSITIVE_INFINITY;
    },
  };
}

function parseEntry(entry: string): Slot[] {
  const match = /^(?:([A-Za-z]+)-)?(\d{1,2}):(\d{2}),(.+)$/.exec(entry);
  const hours = Number(match?.[2]);
  const minutes = Number(match?.[3]);
  if (match === null || hours > 23 || minutes > 59) throw invalid(entry);
  const bytesPerSecond = parseRate(match[4] ?? '');
  const name = match[1]?.toLowerCase();
  const day = name === undefined ? undefined : DAYS.findIndex((full) => full === name || full.slice(0, 3) === name);
  if (day === -1) throw invalid(entry);
  const days = day === undefined ? DAYS.keys() : [day];
  return [...days].map((d) => ({ fromMinute: d * MINUTES_PER_DAY + hours * 60 + minutes, bytesPerSecond }));
}

/** `UP` or `UP:DOWN`. */
function parseRate(text: string): number {
  const amounts = text.trim().split(':').map(parseAmount);
  const [upload] = amounts;
  if (upload === undefined || amounts.length > 2 || amounts.includes(undefined)) throw invalid(text);
  return upload;
}

function parseAmount(text: string): number | undefined {
  if (text.toLowerCase() === 'off') return Number.POSITIVE_INFINITY;
  const match = /^(\d+(?:\.\d+)?)([bkmgtp])?(?:i?b?)?$/i.exec(text);
  // Without a unit rclone means KiB.
  const unit = UNITS[(match?.[2] ?? 'K').toUpperCase()];
  if (match === null || unit === undefined) return undefined;
  const rate = Number(match[1]) * unit;
  return rate === 0 ? Number.POSITIVE_INFINITY : rate;
}

function invalid(text: string): ModelrailError {
  return new ModelrailError(
    'InvalidRequest',
    toldOf('"{text}" is not a bandwidth: write a rate such as 10M, or a timetable such as "08:00,512k 19:00,off"', {
      text,
    }),
  );
}
