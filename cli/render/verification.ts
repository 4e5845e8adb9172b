import type { FileVerification, VerificationState, VerifyReport } from '../../client/index.ts';
import type { Colors, Output } from '../context.ts';
import { renderTable } from './table.ts';
import { printable } from './text.ts';
import { count } from './units.ts';

/** Of more files than these only those that are not there are listed: what is wrong must not scroll away. */
const MAX_ROWS = 40;

/** The files with what the platform says of them, those that are not there last; what it says otherwise; the counts. */
export function renderVerification(report: VerifyReport, output: Output, isVerbose: boolean): string {
  const [there, others] = [report.files.filter(isThere), report.files.filter((file) => !isThere(file))];
  const isShort = isVerbose || report.files.length <= MAX_ROWS;
  const rows = isShort ? [...there, ...others] : others;
  const sections = [
    rows.length === 0 ? '' : tableOf(rows, output),
    others.map((file) => reasonOf(file, output.colors)).join('\n'),
    report.notAsked.map((line) => `not to be asked for: ${printable(line)}`).join('\n'),
    report.note === undefined ? '' : output.colors.yellow(printable(report.note)),
    lastLine(report, output.colors),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function isThere({ state }: FileVerification): boolean {
  return state === 'there';
}

function tableOf(files: readonly FileVerification[], output: Output): string {
  const rows = files.map(({ name, state, hash }) => [printable(name), paint(state, output.colors), hash]);
  return renderTable(
    [{ title: 'NAME', isFlexible: true }, { title: 'STATE' }, { title: 'MD5', isExpendable: true }],
    rows,
    output,
  );
}

function reasonOf({ name, state, reason = '' }: FileVerification, colors: Colors): string {
  return `${printable(name)}: ${paint(state, colors)}: ${printable(reason)}`;
}

function paint(state: VerificationState, colors: Colors): string {
  if (state === 'there') return colors.green(state);
  return state === 'unverifiable' ? colors.yellow(state) : colors.red(state);
}

/** How many files are in each state: what is read first, next to the prompt. */
function lastLine({ id, counts, files }: VerifyReport, colors: Colors): string {
  const { notDelivered } = counts;
  const states = (['there', 'unverifiable', 'different', 'missing'] as const).filter((state) => counts[state] > 0);
  const parts = states.map((state) => `${counts[state]} ${paint(state, colors)}`);
  const rest = notDelivered === 0 ? '' : ` (${count(notDelivered, 'file')} not delivered)`;
  const what = files.length === 0 ? 'nothing was delivered' : `${count(files.length, 'file')}: ${parts.join(', ')}`;
  return `${id}: ${what}${rest}`;
}
