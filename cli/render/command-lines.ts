import { textWidth } from './text.ts';

/** How this program is called where it was started as it was. */
export function programName(env: NodeJS.ProcessEnv): string {
  // npm says so to what `npx` starts.
  return env['npm_command'] === 'exec' ? 'npx modelrail' : 'modelrail';
}

/** A command of parts that belong together, in lines of `width` columns (default: one line) that can be copied whole. */
export function wrapCommand(parts: readonly string[], width: number | undefined): string[] {
  const [first = '', ...rest] = parts;
  const lines = [first];
  for (const part of rest) {
    const line = `${lines.at(-1)} ${part}`;
    // Behind a line that goes on stands ` \\`.
    if (width === undefined || textWidth(line) + 2 <= width) lines.splice(-1, 1, line);
    else lines.push(`  ${part}`);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? `${line} \\` : line));
}
