/** Times as a paper shows them: all in the zone in which it was made, whatever that was at each of them. */
export interface Clock {
  /** `UTC+08:00`. */
  zone: string;
  /** `2026-11-30 14:07`, of an ISO 8601 moment; the text itself when it is none. */
  show(iso: string): string;
}

const MINUTE_MS = 60_000;

/** A clock of this machine's zone as it was at a moment (ISO 8601). */
export function createClock(madeAt: string): Clock {
  const offset = -new Date(madeAt).getTimezoneOffset();
  const minutes = Math.abs(offset);
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    zone: `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
    show(iso) {
      const at = Date.parse(iso);
      if (Number.isNaN(at)) return iso;
      return new Date(at + offset * MINUTE_MS).toISOString().slice(0, 16).replace('T', ' ');
    },
  };
}
