/** Positions of files in a request, as ranges with both ends: those of a thousand files in a row are one range. */
export type FileRanges = [first: number, last: number][];

/** Ranges of these positions, in any order. */
export function fileRanges(positions: readonly number[]): FileRanges {
  const ranges: FileRanges = [];
  for (const position of positions.toSorted((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && position <= range[1] + 1) range[1] = position;
    else ranges.push([position, position]);
  }
  return ranges;
}

/** True of a position in one of the ranges. */
export function isInRanges(ranges: FileRanges, position: number): boolean {
  return ranges.some(([first, last]) => first <= position && position <= last);
}
