/** A line of a text, without its end. */
export interface Line {
  /** From 1. */
  number: number;
  /** Undefined of a line that is too long. */
  content: Buffer | undefined;
}

const NEW_LINE = 0x0a;

/** Lines that come together: few, so that what V8 takes for long-lived does not pile up. */
const AT_A_TIME = 32;

/** The lines of a text that comes in pieces, some at a time; of a line that is too long nothing is kept. */
export async function* linesOf(pieces: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line[]> {
  let number = 1;
  /** The beginning of a line whose end has not come yet. */
  let begun: Buffer[] = [];
  let begunBytes = 0;

  function end(last: Buffer): Line {
    const bytes = begunBytes + last.length;
    const content = bytes > maxBytes ? undefined : begun.length === 0 ? last : Buffer.concat([...begun, last]);
    begun = [];
    begunBytes = 0;
    return { number: number++, content };
  }

  for await (const piece of pieces) {
    let lines: Line[] = [];
    let from = 0;
    for (let at = piece.indexOf(NEW_LINE); at >= 0; at = piece.indexOf(NEW_LINE, from)) {
      lines.push(end(piece.subarray(from, at)));
      from = at + 1;
      if (lines.length < AT_A_TIME) continue;
      yield lines;
      lines = [];
    }
    const rest = piece.subarray(from);
    begunBytes += rest.length;
    if (begunBytes > maxBytes) begun = [];
    else if (rest.length > 0) begun.push(Buffer.from(rest));
    yield lines;
  }
  if (begunBytes > 0) yield [end(Buffer.alloc(0))];
}
