import { visible } from '../../contracts/visible.ts';
import { cut, printable } from '../render/text.ts';
import type { Candidate, Candidates } from './candidate.ts';
import type { TypedLine } from './line.ts';
import type { Shell } from './shells.ts';

/** What bash breaks words at, as it does by default. */
export const WORD_BREAKS = '"\'><=;|&(:';

const LONGEST_TEXT = 100;

/**
 * What the script of a shell reads: a line that says whether names of files are wanted (`files`) or what follows (`words`), then a
 * candidate a line, with what it is behind a tab. zsh and fish select among them by themselves, in the ways of their users; of bash and
 * PowerShell each line is what is put into the command line, quoted where that is needed.
 */
export function replyTo(shell: Shell, line: TypedLine, candidates: Candidates, wordBreaks = WORD_BREAKS): string {
  if (candidates === 'files') return 'files\n';
  const lines = candidates
    .filter(({ value }) => visible(value) === value)
    .filter(({ value }) => shell === 'zsh' || shell === 'fish' || value.startsWith(line.word))
    .map((candidate) => lineFor(shell, line, candidate, wordBreaks));
  return `${['words', ...lines].join('\n')}\n`;
}

function lineFor(shell: Shell, line: TypedLine, { value, text }: Candidate, wordBreaks: string): string {
  if (shell === 'bash') return wordForBash(value, line, wordBreaks);
  const word = shell === 'powershell' ? wordForPowerShell(value) : value;
  if (text === undefined || text === '') return word;
  return `${word}\t${cut(printable(text), LONGEST_TEXT)}`;
}

/** bash replaces what stands behind the last character that breaks words, or behind the quote that is open. */
function wordForBash(value: string, { word, quote }: TypedLine, wordBreaks: string): string {
  if (quote !== '') return value;
  const breaks = Array.from(wordBreaks.replaceAll(/[\s"']/g, ''), (character) => word.lastIndexOf(character) + 1);
  return value.slice(Math.max(0, ...breaks)).replaceAll(/[^\w./@%+=:,\-\u0080-\uffff]/g, '\\$&');
}

function wordForPowerShell(value: string): string {
  return /^[\w./=-]+$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`;
}
