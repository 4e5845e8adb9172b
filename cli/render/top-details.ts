import type { IngestProgress } from '../../client/index.ts';
import { say } from '../../lib/words/say.ts';
import type { Output } from '../context.ts';
import { renderIngestion } from './ingestion.ts';
import { cut, printable, textWidth, wrapText } from './text.ts';

/** What a screen of details is drawn with. */
export interface DetailsFrame {
  output: Output;
  /** Columns of the screen. */
  width: number;
  /** Lines of the screen. */
  height: number;
  nowMs: number;
}

const KEYS = 'd back · q quit';
const same = (text: string | number | null | undefined) => String(text);
const NO_COLORS = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

/** One ingestion in full on a screen: a line that is too long goes on below, and what there is no room for is counted. */
export function detailLines(progress: IngestProgress, { output, width, height, nowMs }: DetailsFrame): string[] {
  const { colors } = output;
  const painted = renderIngestion(progress, { ...output, width }, { nowMs }).split('\n');
  // Colours are taken off where a line is to be broken: half of one would colour all that follows.
  const plain = renderIngestion(progress, { ...output, width, colors: { ...colors, ...NO_COLORS } }, { nowMs });
  const lines = plain
    .split('\n')
    .flatMap((line, at) => (textWidth(line) <= width ? [painted[at] ?? line] : wrapText(line, width)));
  const room = Math.max(0, height - 2);
  const hidden = lines.length - room;
  const more =
    hidden > 0
      ? ` · ${say('{count} more lines: modelrail show {id}', { count: hidden, id: printable(progress.id) })}`
      : '';
  return [...lines.slice(0, room), '', colors.dim(cut(`${say(KEYS)}${more}`, width))];
}
