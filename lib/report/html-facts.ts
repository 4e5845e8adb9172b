import { escapeHtml } from './escape.ts';
import type { Fact } from './facts.ts';

/** Two facts a line, as forms have them; what is long takes a line. */
export function factsTable(facts: readonly Fact[]): string {
  const rows: string[] = [];
  let open: Fact | undefined;
  const close = (second?: Fact) => {
    if (open !== undefined)
      rows.push(second === undefined ? factRow(open) : `<tr>${factCells(open)}${factCells(second)}</tr>`);
    open = undefined;
  };
  for (const fact of facts) {
    if (isLong(fact)) {
      close();
      rows.push(factRow(fact));
    } else if (open === undefined) open = fact;
    else close(fact);
  }
  close();
  const columns = '<colgroup><col class="label"><col><col class="label"><col></colgroup>';
  return ['<table class="facts">', columns, ...rows, '</table>'].join('\n');
}

/** More does not fit into half a line. */
const LONG_CHARACTERS = 44;

function isLong({ value, isLong: isTold }: Fact): boolean {
  return isTold === true || value.length > LONG_CHARACTERS;
}

function factRow(fact: Fact): string {
  return `<tr>${factCells(fact, ' colspan="3"')}</tr>`;
}

function factCells({ label, value, isCode, isBad }: Fact, attributes = ''): string {
  const text = isCode ? `<code>${escapeHtml(value)}</code>` : escapeHtml(value);
  return `<th scope="row">${escapeHtml(label)}</th><td${attributes}${isBad ? ' class="bad"' : ''}>${text}</td>`;
}
