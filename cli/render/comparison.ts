import type { FolderCheck } from '../../lib/report/check-folder.ts';
import { COMPARISON_STATES, type ComparedFile, type ComparisonState } from '../../lib/report/compare.ts';
import { type Say, speaker } from '../../lib/words/catalogue.ts';
import { keptSayer } from '../../lib/words/say.ts';
import type { Language } from '../../lib/words/words.ts';
import type { CliContext, Colors } from '../context.ts';
import { renderTable } from './table.ts';
import { printable } from './text.ts';

/** Of more files than these only those that are not as the report says are listed. */
const MAX_ROWS = 40;

/** How a folder stands to a report. */
export interface Comparison {
  check: FolderCheck;
  counts: Record<ComparisonState, number>;
  /** As it was named. */
  folder: string;
}

/** The files with how they stand to the report, those that are as it says first; why the others are not; the counts. */
export function renderComparison(
  { check, counts, folder }: Comparison,
  { out, isVerbose }: Pick<CliContext, 'out' | 'isVerbose'>,
  language: Language,
): string {
  const say = speaker(language);
  const { colors } = out;
  const [same, others] = [check.files.filter(isSame), check.files.filter((file) => !isSame(file))];
  const listed = isVerbose || check.files.length <= MAX_ROWS ? [...same, ...others] : others;
  const columns = [{ title: say('check.column.file'), isFlexible: true }, { title: say('check.column.state') }];
  const rows = listed.map(({ name, path, state }) => [printable(path ?? name), paint(state, say, colors)]);
  const sections = [
    listed.length === 0 ? '' : renderTable(columns, rows, out),
    others.flatMap((file) => whyLine(file, say, colors)).join('\n'),
    check.links.length === 0 ? '' : say('check.links', { count: check.links.length }),
    lastLine({ counts, folder }, say, colors),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function isSame({ state }: ComparedFile): boolean {
  return state === 'same';
}

/** What differs, as far as there is more to say than the state. */
function whyLine(file: ComparedFile, say: Say, colors: Colors): string[] {
  const why = whyText(file, say);
  if (why === undefined) return [];
  return [
    `${printable(file.path ?? file.name)}${say('report.colon')}${paint(file.state, say, colors)}${say('report.colon')}${printable(why)}`,
  ];
}

function whyText(
  { state, expected = {}, found = {}, foundAs, contentOf, error, told }: ComparedFile,
  say: Say,
): string | undefined {
  if (error !== undefined) return keptSayer({ told })(error.message);
  if (foundAs !== undefined) return say('check.foundAs', { path: foundAs });
  if (contentOf !== undefined) return say('check.contentOf', { name: contentOf });
  if (state === 'unchecked') return say('check.noDigest');
  if (state !== 'altered') return undefined;
  if (expected.size !== undefined && found.size !== undefined && expected.size !== found.size) {
    return say('check.size', { found: numberText(found.size), expected: numberText(expected.size) });
  }
  const algorithm = expected.md5 !== undefined && expected.md5 !== found.md5 ? 'md5' : 'sha256';
  const name = algorithm === 'md5' ? 'MD5' : 'SHA-256';
  return say('check.digest', { algorithm: name, found: found[algorithm] ?? '?', expected: expected[algorithm] ?? '?' });
}

function numberText(number: number): string {
  return number.toLocaleString('en-US');
}

function paint(state: ComparisonState, say: Say, colors: Colors): string {
  const word = say(`check.state.${state}`);
  if (state === 'same') return colors.green(word);
  return state === 'unchecked' ? colors.yellow(word) : colors.red(word);
}

function lastLine({ counts, folder }: Pick<Comparison, 'counts' | 'folder'>, say: Say, colors: Colors): string {
  const told = COMPARISON_STATES.filter((state) => counts[state] > 0);
  const parts = told.map((state) =>
    say('check.count', { count: numberText(counts[state]), state: paint(state, say, colors) }),
  );
  const words = parts.length === 0 ? say('check.nothing') : parts.join(say('report.comma'));
  return say('check.done', { folder: printable(folder), counts: words });
}
