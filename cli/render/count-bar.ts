import { SingleBar } from 'cli-progress';
import { say } from '../../lib/words/say.ts';
import type { Output } from '../context.ts';

/** What is done within a second needs no bar. */
const PATIENCE_MS = 1_000;

/** A bar over things that are counted, e.g. files. */
export interface CountBar extends Disposable {
  update(done: number, total: number): void;
  /** Takes it off the screen. */
  stop(): void;
}

/** A bar that shows itself once it takes longer than a second; never, when it is not to be shown. */
export function createCountBar(output: Output, label: string, isShown: boolean, noun = say('files')): CountBar {
  const bar = new SingleBar({
    stream: output.stream,
    format: `${label}  [{bar}]  ${say('{done} of {total}', { done: '{value}', total: '{total}' })} ${noun}`,
    clearOnComplete: true,
    hideCursor: false,
    barsize: 24,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    gracefulExit: false,
  });
  let latest = { done: 0, total: 0 };
  let isDrawn = false;
  const timer = setTimeout(() => {
    if (!isShown) return;
    isDrawn = true;
    bar.start(latest.total, latest.done);
  }, PATIENCE_MS);
  const stop = () => {
    clearTimeout(timer);
    if (isDrawn) bar.stop();
    isDrawn = false;
  };
  return {
    update(done, total) {
      latest = { done, total };
      if (!isDrawn) return;
      bar.setTotal(total);
      bar.update(done);
    },
    stop,
    [Symbol.dispose]: stop,
  };
}

/** The same things, each counted as it is taken. */
export async function* counted<T>(
  all: Iterable<T> | AsyncIterable<T>,
  tell: (done: number) => void,
): AsyncGenerator<T> {
  let done = 0;
  for await (const one of all) {
    yield one;
    done += 1;
    tell(done);
  }
}
