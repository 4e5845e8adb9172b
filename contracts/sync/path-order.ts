/**
 * Orders paths by their code points, which is the order of their UTF-8 bytes: the one that services of S3 list keys in, and
 * the same on every machine.
 */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const one = a.charCodeAt(at);
    const other = b.charCodeAt(at);
    if (one === other) continue;
    // A half of a pair stands for a code point behind all that have no other half.
    if (isHalf(one) !== isHalf(other)) return isHalf(one) ? 1 : -1;
    return one - other;
  }
  return a.length - b.length;
}

function isHalf(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
