import type { UndeliveredFile, VerificationState, VerifyReport } from '../../client/index.ts';
import { keptSayer, say, translated } from '../../lib/words/say.ts';
import type { Colors, Output } from '../context.ts';
import { errorText } from './error-words.ts';
import { renderTable } from './table.ts';
import { printable } from './text.ts';
import { count } from './units.ts';

/** Of more files than these only those that are not there are listed: what is wrong must not scroll away. */
const MAX_ROWS = 40;

const NOT_DELIVERED = 'not delivered';

/** A file as it is listed: what the platform says of it, or that it was not delivered. */
interface Row {
  name: string;
  state: VerificationState | typeof NOT_DELIVERED;
  hash: string;
  reason: string;
}

/**
 * The files with what the platform says of them, those that are not there last; what it says otherwise, each reason once; the
 * counts.
 */
export function renderVerification(
  report: VerifyReport,
  output: Output,
  isVerbose: boolean,
  nameOf: (line: string) => string = (line) => line,
): string {
  const sayKept = keptSayer(report);
  const rows = [
    ...report.files.map((file): Row => ({ ...file, reason: sayKept(file.reason ?? '') })),
    ...report.notDelivered.map(
      (file): Row => ({ name: file.name, state: NOT_DELIVERED, hash: '', reason: whyNotDelivered(file, sayKept) }),
    ),
  ];
  const [there, others] = [rows.filter(isThere), rows.filter((row) => !isThere(row))];
  const listed = isVerbose || rows.length <= MAX_ROWS ? [...there, ...others] : others;
  const sections = [
    listed.length === 0 ? '' : tableOf(listed, output),
    reasonsOf(others, output.colors).join('\n'),
    report.notAsked
      .map((line) => say('not to be asked for: {what}', { what: printable(sayKept(nameOf(line))) }))
      .join('\n'),
    report.note === undefined ? '' : output.colors.yellow(printable(sayKept(report.note))),
    lastLine(report, output.colors),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function isThere({ state }: Row): boolean {
  return state === 'there';
}

function whyNotDelivered({ status, error }: UndeliveredFile, sayKept: (kept: string) => string): string {
  return error === undefined ? say(status) : errorText(error, sayKept);
}

function tableOf(rows: readonly Row[], output: Output): string {
  return renderTable(
    [{ title: say('NAME'), isFlexible: true }, { title: say('STATE') }, { title: 'MD5', isExpendable: true }],
    rows.map(({ name, state, hash }) => [printable(name), paint(state, output.colors), hash]),
    output,
  );
}

/** A line for each reason: with the file's name, or with the number of files that have it. */
function reasonsOf(rows: readonly Row[], colors: Colors): string[] {
  const byReason = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.state, row.reason]);
    byReason.set(key, [...(byReason.get(key) ?? []), row]);
  }
  return [...byReason.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const who = more.length === 0 ? printable(first.name) : count(more.length + 1, 'file');
    return [`${who}: ${paint(first.state, colors)}: ${printable(translated(first.reason))}`];
  });
}

function paint(state: Row['state'], colors: Colors): string {
  const word = say(state);
  if (state === 'there') return colors.green(word);
  return state === 'unverifiable' ? colors.yellow(word) : colors.red(word);
}

/** How many files are in each state: what is read first, next to the prompt. */
function lastLine({ id, counts, files }: VerifyReport, colors: Colors): string {
  const { notDelivered } = counts;
  const states = (['there', 'unverifiable', 'different', 'missing'] as const).filter((state) => counts[state] > 0);
  const parts = states.map((state) => say('{count} {status}', { count: counts[state], status: paint(state, colors) }));
  const rest =
    notDelivered === 0
      ? ''
      : say(' ({files} {state})', { files: count(notDelivered, 'file'), state: paint(NOT_DELIVERED, colors) });
  const what =
    files.length === 0
      ? say('nothing was delivered')
      : say('{title}: {text}', { title: count(files.length, 'file'), text: parts.join(say(', ')) });
  return `${id}: ${what}${rest}`;
}
