const SIZE_UNITS = new Map(Object.entries({ B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }));
const DURATION_UNITS = new Map(Object.entries({ ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }));

/** Reads `4MiB`, `512 KiB`, `1.5GiB` as bytes; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  return parseQuantity(text, SIZE_UNITS);
}

/** Writes bytes as a configuration does, in the largest unit that gives a whole number. */
export function showSize(bytes: number): string {
  const [unit, factor] = [...SIZE_UNITS].findLast(([, size]) => bytes % size === 0) ?? ['B', 1];
  return `${bytes / factor} ${unit}`;
}

/** Reads `500ms`, `5s`, `2h`, `90d` as milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, DURATION_UNITS);
}

function parseQuantity(text: string, units: ReadonlyMap<string, number>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text.trim());
  const factor = units.get(match?.[2] ?? '');
  if (match === null || factor === undefined) return undefined;
  const amount = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(amount) ? amount : undefined;
}

const SHOWN_UNITS = [...SIZE_UNITS.keys(), 'TiB'];

/** Bytes in the largest unit that fits, with so many decimals: `7.73 MiB`, and `12 B`. */
export function sizeText(bytes: number, decimals: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < SHOWN_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(decimals)} ${SHOWN_UNITS[unit] ?? ''}`;
}
