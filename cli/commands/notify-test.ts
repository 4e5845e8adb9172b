import { randomUUID } from 'node:crypto';
import type { ErrorInfo } from '../../contracts/errors.ts';
import type { Notice } from '../../contracts/notify.ts';
import { namesOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { sendNotice } from '../../lib/notify/send.ts';
import { say, wordsOf } from '../../lib/words/say.ts';
import { told } from '../../lib/words/told.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { errorText } from '../render/error-words.ts';
import { createStatusLine } from '../render/status-line.ts';
import { renderTable } from '../render/table.ts';
import { printable } from '../render/text.ts';
import { toModelrailError } from '../report-error.ts';

/** How a target is written. */
const EXAMPLE = 'notify:\n  hook: { url: "https://example.com/hook" }';

interface Outcome {
  name: string;
  form: string;
  ok: boolean;
  error?: ErrorInfo;
  /** What is wrong, for people. */
  words?: string;
}

/** Sends a message by each target of `notify`, or by one, from this machine. */
export async function notifyTest(context: CliContext, name: string | undefined): Promise<ExitCode> {
  const config = await context.config();
  const { notifyNames } = config;
  if (notifyNames.length === 0)
    throw new ModelrailError(
      'InvalidRequest',
      told('the configuration has no `notify`; add a target to it, such as:\n{example}', { example: EXAMPLE }),
    );
  if (name !== undefined && !notifyNames.includes(name)) {
    throw new ModelrailError(
      'InvalidRequest',
      told('no target "{name}" in `notify`: there are {all}', { name, all: namesOf(notifyNames) }),
    );
  }
  const targets = Object.entries(config.notify).filter(([own]) => name === undefined || own === name);
  using line = createStatusLine(context, say('sending'));
  const results = await Promise.all(
    targets.map(async ([own, target]): Promise<Outcome> => {
      try {
        await sendNotice(target, testNotice(own));
        return { name: own, form: target.form, ok: true };
      } catch (error) {
        const known = toModelrailError(error);
        return { name: own, form: target.form, ok: false, error: known.toInfo(), words: wordsOf(known) };
      }
    }),
  );
  line.stop();
  if (context.isJson) context.printJson({ results: results.map(({ words: _words, ...result }) => result) });
  else context.print(render(context, results));
  return results.every(({ ok }) => ok) ? EXIT.done : EXIT.failed;
}

function testNotice(target: string): Notice {
  const data = { platform: '', count: 0, ids: [] };
  return { id: randomUUID(), target, type: 'test', timestamp: new Date().toISOString(), data };
}

function render({ out }: CliContext, results: readonly Outcome[]): string {
  const { green, red } = out.colors;
  const table = renderTable(
    [{ title: say('NAME'), isFlexible: true }, { title: say('FORM') }, { title: say('RESULT') }],
    results.map(({ name, form, ok }) => [printable(name), form, ok ? green(say('taken')) : red(say('not taken'))]),
    out,
  );
  const errors = results.flatMap(({ name, error, words = '' }) =>
    error === undefined
      ? []
      : [say('{title}: {text}', { title: printable(name), text: errorText(error, () => words) })],
  );
  const advice = '→ check `url` and `secret` of the target in `notify`, and whether this machine reaches it';
  return [table, errors.join('\n'), errors.length === 0 ? '' : say(advice)].filter((part) => part !== '').join('\n\n');
}
