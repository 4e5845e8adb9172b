import { clearLine, clearScreenDown, cursorTo } from 'node:readline';
import type { Output } from '../context.ts';
import { visibleLines } from '../render/visible.ts';

const OTHER_SCREEN = '\u001b[?1049h\u001b[?25l';
const OWN_SCREEN = '\u001b[?25h\u001b[?1049l';

/** A whole terminal to draw on; what was there before comes back at the end. */
export interface Screen extends Disposable {
  readonly width: number;
  readonly height: number;
  /** Draws lines from the top, each at most as wide as the screen. */
  draw(lines: readonly string[]): void;
}

/** Takes the terminal of an output. */
export function openScreen({ stream, colors }: Output): Screen {
  stream.write(OTHER_SCREEN);
  return {
    get width() {
      return Math.max(20, stream.columns || 80);
    },
    get height() {
      return Math.max(6, stream.rows || 24);
    },
    draw(lines) {
      cursorTo(stream, 0, 0);
      for (const [at, line] of lines.entries()) {
        if (at > 0) stream.write('\r\n');
        stream.write(visibleLines(line, colors.isColorSupported));
        clearLine(stream, 1);
      }
      clearScreenDown(stream);
    },
    [Symbol.dispose]() {
      stream.write(OWN_SCREEN);
    },
  };
}
