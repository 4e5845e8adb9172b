import type { Modelrail } from '../../../client/index.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { say } from '../../../lib/words/say.ts';
import { confirm } from '../../confirm.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { count } from '../../render/units.ts';

/** Ends a sync and forgets what it delivered; ends a deletion, too, that was interrupted. */
export async function deleteSync(context: CliContext, name: string, { yes }: { yes?: boolean }): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  const remembered = await rememberedBy(client, name);
  // One whose deletion was interrupted is listed no more, and is there.
  if (remembered === undefined) await client.syncs.delete(name, { dryRun: true });
  const files = remembered === undefined ? say('the files that it delivered') : count(remembered.files, 'file');
  const consequence = say('{name} would forget {files}, and a sync of the same source would deliver them again', {
    name,
    files,
  });
  if (yes !== true && !(await confirm(context, consequence))) {
    context.note(say('{name} stays as it is', { name }));
    return EXIT.failed;
  }
  const { forgotten } = await client.syncs.delete(name);
  if (context.isJson) context.printJson({ name, forgotten });
  context.note(
    say('{name} is deleted; {files} forgotten, what is on the platform stays', {
      name,
      files: count(forgotten, 'file'),
    }),
  );
  return EXIT.done;
}

/** What a sync remembers; undefined when that is not known, as without a worker, or where its deletion was interrupted. */
async function rememberedBy({ syncs }: Pick<Modelrail, 'syncs'>, name: string) {
  try {
    return (await syncs.get(name)).remembered;
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
    throw error;
  }
}
