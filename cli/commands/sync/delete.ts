import type { Modelrail } from '../../../client/index.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { confirm } from '../../confirm.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { count } from '../../render/units.ts';

/** Ends a sync and forgets what it delivered; ends a deletion, too, that was interrupted. */
export async function deleteSync(context: CliContext, name: string, { yes }: { yes?: boolean }): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  const remembered = await rememberedBy(client, name);
  const files = remembered === undefined ? 'the files that it delivered' : count(remembered.files, 'file');
  const consequence = `${name} would forget ${files}, and a sync of the same source would deliver them again`;
  if (yes !== true && !(await confirm(context, consequence))) {
    context.note(`${name} stays as it is`);
    return EXIT.failed;
  }
  const { forgotten } = await client.syncs.delete(name);
  if (context.isJson) context.printJson({ name, forgotten });
  context.note(`${name} is deleted; ${count(forgotten, 'file')} forgotten, what is on the platform stays`);
  return EXIT.done;
}

/** What a sync remembers; undefined when that is not known, as of one whose deletion was interrupted: it is listed no more. */
async function rememberedBy({ syncs }: Pick<Modelrail, 'syncs'>, name: string) {
  try {
    return (await syncs.get(name)).remembered;
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
    throw error;
  }
}
