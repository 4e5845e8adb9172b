import type { OperationInfo } from '../../lib/operations/definition.ts';
import { say, translated } from '../../lib/words/say.ts';
import type { Output } from '../context.ts';
import { renderTable } from './table.ts';

/** What a second call does, in a word. */
const EFFECTS = { read: 'reads', repeatable: 'changes', once: 'changes' } as const;

/** The operations of a platform, a line each. */
export function renderOperations(operations: readonly OperationInfo[], out: Output): string {
  const columns = [{ title: say('OPERATION') }, { title: '' }, { title: say('DOES'), isFlexible: true }] as const;
  return renderTable(
    columns,
    operations.map(({ id, effect, text, command }) => [
      id,
      say(EFFECTS[effect]),
      command === undefined
        ? translated(text)
        : say('{title}: {text}', { title: translated(text), text: `modelrail ${command}` }),
    ]),
    out,
  );
}

/** The fields of one operation's input. */
export function renderFields({ name, method, path, text, fields }: OperationInfo, out: Output): string {
  const title = `${out.colors.bold(name)}  ${method} ${path}\n${translated(text)}`;
  if (fields.length === 0) return `${title}\n${say('It takes nothing.')}`;
  const columns = [{ title: say('FIELD') }, { title: '' }, { title: say('MEANING'), isFlexible: true }] as const;
  const table = renderTable(
    columns,
    fields.map((field) => [field.name, say(field.need), translated(field.text)]),
    out,
  );
  return `${title}\n\n${table}`;
}
