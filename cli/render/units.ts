import { sizeText } from '../../lib/quantities.ts';
import { say, sayTold, spokenLanguage } from '../../lib/words/say.ts';
import type { CountedNoun } from '../../lib/words/text.ts';

/** Bytes for a person: `0 B`, `4.0 MiB`, `1.2 GiB`. */
export function formatBytes(bytes: number): string {
  return sizeText(bytes, 1);
}

/** Bytes per second for a person, e.g. `12.3 MiB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(Math.round(bytesPerSecond))}/s`;
}

/** A span of time for a person, in its two largest units: `4 s`, `3 min 05 s`, `2 h 10 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const two = (value: number) => String(value).padStart(2, '0');
  if (days > 0) return say('{days} d {hours} h', { days, hours: hours % 24 });
  if (hours > 0) return say('{hours} h {minutes} min', { hours, minutes: two(minutes % 60) });
  if (minutes > 0) return say('{minutes} min {seconds} s', { minutes, seconds: two(seconds % 60) });
  return say('{seconds} s', { seconds });
}

/** A span of time in its largest unit: `4 s`, `3 min`, `2 h`, `3 d`. */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return say('{seconds} s', { seconds });
  if (seconds < 3_600) return say('{minutes} min', { minutes: Math.floor(seconds / 60) });
  return seconds < 86_400
    ? say('{hours} h', { hours: Math.floor(seconds / 3_600) })
    : say('{days} d', { days: Math.floor(seconds / 86_400) });
}

/** Local date and time to the second, `2026-11-22 17:44:03`; the text itself when it is no date. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Moments within a text; that at which a line of the log was written is pino's to show. */
const MOMENT = /(?<!"time":")\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A text for people, in which times are those of the place, as {@link formatTime} writes them. */
export function localTimes(text: string): string {
  return text.replace(MOMENT, formatTime);
}

/** `1 file`, `2 files`. */
export function count(number: number, one: CountedNoun, many = `${one}s`): string {
  const n = number.toLocaleString('en-US');
  return spokenLanguage() === 'en'
    ? `${n} ${number === 1 ? one : many}`
    : sayTold({ text: `{n} ${one}`, filling: { n } });
}
