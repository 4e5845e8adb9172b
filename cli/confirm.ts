import { createInterface } from 'node:readline/promises';
import { ModelrailError } from '../lib/errors.ts';
import { say } from '../lib/words/say.ts';
import { told } from '../lib/words/told.ts';
import type { CliContext } from './context.ts';

/**
 * Asks a person on a terminal whether to do what cannot be undone, e.g. `a would forget 3 files`. Error: `InvalidRequest` where
 * there is no terminal to ask on, and with `--json`.
 */
export async function confirm(context: CliContext, consequence: string): Promise<boolean> {
  if (!canAsk(context))
    throw new ModelrailError('InvalidRequest', told('{consequence}: confirm with --yes', { consequence }));
  const prompt = createInterface({ input: context.input(), output: context.err.stream });
  try {
    context.err.line(consequence);
    const closed = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
    const answer = await Promise.race([prompt.question(say('Go on? [y/N] ')), closed]);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}

/** True where a person is on a terminal, and no program reads what is written. */
export function canAsk(context: CliContext): boolean {
  const input = context.input();
  return context.err.isTerminal && 'isTTY' in input && input.isTTY === true && !context.isJson;
}
