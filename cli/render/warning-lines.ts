import type { IngestProgress } from '../../contracts/progress.ts';
import { keptSayer, say } from '../../lib/words/say.ts';
import { namesText } from './problems.ts';
import { printable } from './text.ts';

/**
 * Lines about what comes to be known of an ingestion that goes on, each once: in time to stop it. The result of one that has ended tells
 * all of it anyway. `told`: warnings of files that were told before.
 */
export function createWarningLines(told: readonly string[] = []): (progress: IngestProgress) => string[] {
  const known = new Set(told);
  const seen: (string | undefined)[] = [];

  function ofFiles({ files }: IngestProgress, sayKept: (kept: string) => string): string[] {
    const names = new Map<string, string[]>();
    for (const [position, { name, warning }] of files.entries()) {
      if (warning === seen[position]) continue;
      seen[position] = warning;
      const words = warning === undefined ? '' : unknownPart(warning, known);
      if (words !== '') names.set(words, [...(names.get(words) ?? []), printable(name)]);
    }
    for (const words of names.keys()) known.add(words);
    return [...names].map(([words, of]) =>
      say('warning: {text}', { text: `${namesText(of)}${printable(sayKept(words))}` }),
    );
  }

  return (progress) => {
    if (progress.closedAt !== undefined) return [];
    const { warnings = [], notes = [] } = progress;
    const sayKept = keptSayer(progress);
    const ofAll = [
      ...warnings.map((text) => say('warning: {text}', { text: sayKept(text) })),
      ...notes.map((text) => say('note: {text}', { text: sayKept(text) })),
    ];
    const fresh = ofAll.filter((line) => !known.has(line));
    for (const line of fresh) known.add(line);
    return [...fresh.map(printable), ...ofFiles(progress, sayKept)];
  };
}

/** A warning without what is known of it: a file has all of its warnings in one text. */
function unknownPart(warning: string, known: ReadonlySet<string>): string {
  for (let rest = warning; ; ) {
    if (known.has(rest)) return '';
    const part = [...known].find((one) => rest.startsWith(`${one}; `));
    if (part === undefined) return rest;
    rest = rest.slice(part.length + 2);
  }
}
