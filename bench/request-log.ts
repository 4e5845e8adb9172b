/** A line of the simulator's request log, as far as it is read here. */
interface LogLine {
  at: string;
  endpoint?: string;
  outcome: number | string;
  durationMs: number;
}

/** When the chunks, and merges, of the last thousand requests were accepted: milliseconds since the epoch, in order. */
export async function acceptedChunks(url: string): Promise<number[]> {
  // The simulator's own answer.
  const lines = (await (await fetch(`${url}/_sim/requests`)).json()) as LogLine[];
  return lines
    .filter(({ endpoint, outcome }) => endpoint === 'upload' && outcome === 200)
    .map(({ at, durationMs }) => Date.parse(at) + durationMs)
    .sort((a, b) => a - b);
}
