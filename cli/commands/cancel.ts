import { say } from '../../lib/words/say.ts';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { tellChanged } from '../tell-changed.ts';
import { isForMany, MANY, type ManyOptions, toMany } from './many.ts';

/** Ends an ingestion, or all that filters name; what stays on the platform is told by `show` once it has ended. */
export async function cancel(context: CliContext, id: string | undefined, options: ManyOptions): Promise<ExitCode> {
  if (isForMany(id, options)) return await toMany(context, MANY.cancel, options);
  await using client = await context.connect(await context.config());
  await client.cancel(id);
  return await tellChanged(
    context,
    client,
    id,
    say('cancelling; what stays on the platform: modelrail show {id}', { id }),
  );
}
