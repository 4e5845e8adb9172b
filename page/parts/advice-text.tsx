import type { Advice } from '../../contracts/advice.ts';
import { words } from '../state/session.ts';
import { Name } from './name.tsx';

/** What to do, in this language, with its blanks filled in; commands stand between backticks. */
export function AdviceText({ text, filling = {} }: Pick<Advice, 'text'> & Partial<Advice>) {
  const said = words.value.advised[text] ?? text;
  const filled = said.replace(/\{(\w+)\}/g, (blank, name: string) => filling[name] ?? blank);
  return filled.split('`').map((part, position) => {
    const shown = <Name text={part} />;
    return position % 2 === 1 ? <code key={`${position} ${part}`}>{shown}</code> : shown;
  });
}
