import { say, translated } from '../words/say.ts';

/** A field of a cron expression. */
interface Field {
  name: string;
  from: number;
  to: number;
  /** Names that stand for numbers, the first one for `from`. */
  names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  {
    name: 'month',
    from: 1,
    to: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', from: 0, to: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const SHORTHANDS = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);

/** What is wrong with a cron expression of five fields, as the end of a sentence; undefined when it fires at some time. */
export function cronProblem(expression: string): string | undefined {
  const text = expression.trim();
  if (SHORTHANDS.has(text)) return undefined;
  const fields = text.split(/\s+/);
  if (fields.length !== FIELDS.length) {
    return say('needs five fields: minute, hour, day of the month, month, day of the week');
  }
  const values: number[][] = [];
  for (const [at, field] of FIELDS.entries()) {
    const written = fields[at] ?? '';
    const found = valuesOf(written, field);
    if (found === undefined) {
      const { name, from, to } = field;
      const about = { written, field: translated(name), from, to };
      return say('has "{written}" for the {field}, which takes {from} to {to}', about);
    }
    values.push(found);
  }
  const [, , days = [], months = [], weekdays = []] = values;
  // As Temporal has it, the day has to match both fields.
  const isAnyDay = months.some((month) => days.some((day) => day <= (LONGEST_MONTHS[month - 1] ?? 0)));
  return isAnyDay && weekdays.length > 0 ? undefined : say('never fires: no month has such a day');
}

function valuesOf(text: string, field: Field): number[] | undefined {
  const parts = text.split(',').map((part) => valuesOfPart(part, field));
  return parts.includes(undefined) ? undefined : [...new Set(parts.flatMap((part) => part ?? []))];
}

function valuesOfPart(part: string, field: Field): number[] | undefined {
  const match = /^(?:\*|([0-9a-z]+)(?:-([0-9a-z]+))?)(?:\/(\d+))?$/i.exec(part);
  if (match === null) return undefined;
  const [, first, last, step] = match;
  const from = first === undefined ? field.from : numberOf(first, field);
  const openEnd = step === undefined ? from : field.to;
  const to = first === undefined ? field.to : last === undefined ? openEnd : numberOf(last, field);
  const by = step === undefined ? 1 : Number(step);
  if (from === undefined || to === undefined || from > to || by < 1) return undefined;
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, index) => from + index * by);
}

function numberOf(text: string, { from, to, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  const value = named >= 0 ? named + from : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}
