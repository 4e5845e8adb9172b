import { say } from '../../lib/words/say.ts';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { tellChanged } from '../tell-changed.ts';
import { isForMany, MANY, type ManyOptions, toMany } from './many.ts';

/** Lets a paused ingestion go on, or all that filters name. */
export async function resume(context: CliContext, id: string | undefined, options: ManyOptions): Promise<ExitCode> {
  if (isForMany(id, options)) return await toMany(context, MANY.resume, options);
  await using client = await context.connect(await context.config());
  await client.resume(id);
  return await tellChanged(context, client, id, say('goes on; follow it with: modelrail watch {id}', { id }));
}
