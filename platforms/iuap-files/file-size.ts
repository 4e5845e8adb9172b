/** Units that the service writes sizes in, each 1024 of the one before. */
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

const WRITTEN = /^\s*(\d+)(?:\.(\d+))?\s*(bytes?(?:\(s\))?|b|kb|mb|gb|tb|kib|mib|gib|tib)?\s*$/i;

interface Written {
  value: number;
  decimals: number;
  unitBytes: number;
}

function parse(text: string): Written | undefined {
  const [, whole, fraction = '', unit = 'B'] = WRITTEN.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const power = /^b/i.test(unit) ? 0 : UNITS.indexOf(unit.toUpperCase().replace('I', ''));
  return { value: Number(`${whole}.${fraction || '0'}`), decimals: fraction.length, unitBytes: 1024 ** power };
}

/** The bytes that a written size stands for, where it says so exactly: `12Byte(s)` (reading 4). */
export function exactBytes(text: string): number | undefined {
  const written = parse(text);
  if (written === undefined || written.unitBytes !== 1 || !Number.isSafeInteger(written.value)) return undefined;
  return written.value;
}

/**
 * True where a file of so many bytes would be written like this (reading 3), whichever way the service rounds; undefined of a text
 * that is no size.
 */
export function isSizeOf(text: string, bytes: number): boolean | undefined {
  const written = parse(text);
  if (written === undefined) return undefined;
  const { value, decimals, unitBytes } = written;
  if (unitBytes === 1) return value === bytes;
  const step = 10 ** -decimals;
  return Math.abs(bytes / unitBytes - value) < step * 1.000_001;
}
