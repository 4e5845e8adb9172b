import type { CliContext } from '../context.ts';
import { printable } from '../render/text.ts';

/** What a child process prints, under its name. */
export interface OutputTail {
  take(line: string): void;
  /** Shows the end of what was not shown. */
  tellHidden(): void;
}

const KEPT_LINES = 20;

/** Shows a child's lines as they come, or keeps the last of them for when it turns out that they matter. */
export function createOutputTail(context: CliContext, name: string, isShown: boolean): OutputTail {
  const prefix = context.err.colors.dim(`${name.padEnd(9)} │ `);
  let hidden: string[] = [];
  const show = (line: string) => context.note(prefix + printable(line));
  return {
    take(line) {
      if (isShown) show(line);
      else hidden = [...hidden.slice(1 - KEPT_LINES), line];
    },
    tellHidden() {
      for (const line of hidden) show(line);
      hidden = [];
    },
  };
}
