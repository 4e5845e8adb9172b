import type { SyncApplied, SyncDifference, SyncStep } from '../../client/index.ts';
import { say } from '../../lib/words/say.ts';
import type { Output } from '../context.ts';
import { printable } from './text.ts';
import { count } from './units.ts';

const MARKS = { create: '+', update: '~', delete: '-' } as const;

/** The difference between what is declared and what Temporal has: a sync a line, what differs below it. */
export function renderApplied({ changes, unchanged, left }: SyncApplied, output: Output): string {
  const { green, yellow, red, dim } = output.colors;
  const paint = { create: green, update: yellow, delete: red };
  const lines = changes.flatMap((step) => [
    paint[step.op](`${MARKS[step.op]} ${printable(step.name)}: ${say(step.op)}${forgetWords(step)}`),
    ...step.keys.map((difference) => `    ${differenceText(difference)}`),
  ]);
  const others = [
    ...unchanged.map((name) => dim(`  ${printable(name)}: ${say('unchanged')}`)),
    ...left.map(
      (name) => `  ${printable(name)}: ${say('not in the configuration, left as it is (--prune deletes it)')}`,
    ),
  ];
  const all = [...lines, ...others];
  return all.length === 0 ? say('no syncs') : all.join('\n');
}

/** What was done. */
export function stepWords({ op, forgets, isReset }: SyncStep): string {
  const done = say(({ create: 'created', update: 'updated', delete: 'deleted' } as const)[op]);
  const isForgotten = op === 'delete' || isReset === true;
  return isForgotten && forgets !== undefined
    ? say('{done}, {files} forgotten', { done, files: count(forgets, 'file') })
    : done;
}

function forgetWords({ op, isReset, forgets }: SyncStep): string {
  const files =
    forgets === undefined ? say('the files that it delivered (no worker says how many)') : count(forgets, 'file');
  if (op === 'delete') return say(', forgets {files}', { files });
  return isReset === true ? say(': another source or target, forgets {files}', { files }) : '';
}

function differenceText({ key, from, to, hasOtherQuery }: SyncDifference): string {
  const name = printable(key);
  if (hasOtherQuery === true) return say('{name}: {value} with another query', { name, value: valueText(to) });
  if (from === undefined) return `${name}: ${valueText(to)}`;
  if (to === undefined) return `${name}: ${valueText(from)} → ${say('(none)')}`;
  return `${name}: ${valueText(from)} → ${valueText(to)}`;
}

function valueText(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
