import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SyncPlan } from '../../../client/index.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { say } from '../../../lib/words/say.ts';
import { saidBefore } from '../../../lib/words/words.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { createStatusLine } from '../../render/status-line.ts';
import { renderPlan } from '../../render/sync-plan.ts';
import { saveText } from '../../request/save-text.ts';
import { whyUnread } from '../../request/why-unread.ts';

/** Says what a run would do, and saves it where that is wanted. */
export async function planSync(context: CliContext, name: string, { output }: { output?: string }): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  using line = createStatusLine(context, say('comparing the source with what is remembered'));
  const plan = await client.syncs.plan(name);
  line.stop();
  if (output !== undefined) await saveText(context, output, `${JSON.stringify(plan, undefined, 1)}\n`);
  if (context.isJson) context.printJson(plan);
  else context.print(renderPlan(plan));
  if (output !== undefined && (plan.deletions?.files.length ?? 0) > 0) {
    context.note(
      say('saved; let a run delete what it names by: modelrail sync trigger {name} --approve {output}', {
        name,
        output,
      }),
    );
  }
  return EXIT.done;
}

/** A plan that was saved; whether it is one is looked at where it is used. */
export async function readPlan({ cwd }: CliContext, path: string): Promise<SyncPlan> {
  try {
    return JSON.parse(await readFile(resolve(cwd, path), 'utf8')) as SyncPlan; // as: see above
  } catch (error) {
    const words = saidBefore(`${path} ${whyUnread(error, say('is no saved plan'))}`);
    throw new ModelrailError('InvalidRequest', words, { cause: error });
  }
}
