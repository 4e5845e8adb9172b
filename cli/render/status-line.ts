import { SingleBar } from 'cli-progress';
import type { CliContext } from '../context.ts';
import { cut } from './text.ts';
import { formatDuration } from './units.ts';
import { visibleLines } from './visible.ts';

/** What is done within a second needs no progress. */
const PATIENCE_MS = 1_000;
const REDRAW_MS = 250;

/** One line that says how far something is whose end is not known. */
export interface StatusLine extends Disposable {
  update(text: string): void;
  /** Takes it off the screen. */
  stop(): void;
}

/** True where a person looks at how far something is: never on a pipe, and never with `--json` or `--quiet`. */
export function isProgressShown({ err, isQuiet, isJson }: Pick<CliContext, 'err' | 'isQuiet' | 'isJson'>): boolean {
  return err.isDrawable && !isQuiet && !isJson;
}

/** A line that shows itself, with the time that it takes, once that is more than a second; on a terminal only. */
export function createStatusLine(context: Pick<CliContext, 'err' | 'isQuiet' | 'isJson'>, first: string): StatusLine {
  const { err } = context;
  if (!isProgressShown(context))
    return { update: () => undefined, stop: () => undefined, [Symbol.dispose]: () => undefined };
  const startedAt = performance.now();
  let text = first;
  const bar = new SingleBar({
    stream: err.stream,
    format: () => {
      const line = `${text} · ${formatDuration(performance.now() - startedAt)}`;
      return visibleLines(cut(line, Math.max(20, (err.width ?? 80) - 1)), false);
    },
    clearOnComplete: true,
    hideCursor: false,
    linewrap: false,
    gracefulExit: false,
  });
  let timer: NodeJS.Timeout = setTimeout(() => {
    bar.start(1, 0);
    timer = setInterval(() => bar.render(), REDRAW_MS);
  }, PATIENCE_MS);
  const endDiversion = err.divert((line) => {
    // What is told meanwhile stands above it.
    if (bar.isActive) err.stream.write(`\r\u001b[K${line}\n`);
    else err.stream.write(`${line}\n`);
  });
  const stop = () => {
    clearTimeout(timer);
    endDiversion();
    if (bar.isActive) bar.stop();
  };
  return {
    update(next) {
      text = next;
    },
    stop,
    [Symbol.dispose]: stop,
  };
}
