const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes for a person: `0 B`, `4.0 MiB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

const two = (value: number) => String(value).padStart(2, '0');
const DAY_MS = 86_400_000;

/** Local date and time to the second; the text itself when it is no date. */
export function timeText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return `${dayText(date)} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The local time within a day of now, `02:41`, or with its date; `hasSeconds`: `02:41:07`. */
export function clockText(iso: string, hasSeconds = false, nowMs = Date.now()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const minute = `${two(date.getHours())}:${two(date.getMinutes())}${hasSeconds ? `:${two(date.getSeconds())}` : ''}`;
  return Math.abs(nowMs - date.getTime()) < DAY_MS ? minute : `${dayText(date)} ${minute}`;
}

function dayText(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** What units of time are called. */
export type Units = Record<'d' | 'h' | 'min' | 's', string>;

/** A span of time in its two largest units: `4 s`, `3 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function durationText(ms: number, { d, h, min, s }: Units): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days} ${d} ${hours % 24} ${h}`;
  if (hours > 0) return `${hours} ${h} ${two(minutes % 60)} ${min}`;
  return minutes > 0 ? `${minutes} ${min} ${two(seconds % 60)} ${s}` : `${seconds} ${s}`;
}

/** A span as it is declared, such as `15m`: its number and unit. */
export function spanText(span: string, { d, h, min, s }: Units): string {
  const [, digits = '', unit = ''] = /^(\d+)([smhd])$/.exec(span) ?? [];
  const called = new Map([
    ['s', s],
    ['m', min],
    ['h', h],
    ['d', d],
  ]).get(unit);
  return called === undefined ? span : `${digits} ${called}`;
}
