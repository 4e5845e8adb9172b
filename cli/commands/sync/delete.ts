import { ModelrailError } from '../../../lib/errors.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { count } from '../../render/units.ts';

/** Ends a sync and forgets what it delivered. */
export async function deleteSync(context: CliContext, name: string, { yes }: { yes?: boolean }): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  const { remembered } = await client.syncs.get(name);
  const files = remembered === undefined ? 'the files that it delivered' : count(remembered.files, 'file');
  if (yes !== true) {
    throw new ModelrailError(
      'InvalidRequest',
      `${name} would forget ${files}, and a sync of the same folder would deliver them again: confirm with --yes`,
    );
  }
  const { forgotten } = await client.syncs.delete(name);
  if (context.isJson) context.printJson({ name, forgotten });
  context.note(`${name} is deleted; ${count(forgotten, 'file')} forgotten, what is on the platform stays`);
  return EXIT.done;
}
