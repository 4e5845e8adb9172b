import { say } from '../../lib/words/say.ts';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { tellChanged } from '../tell-changed.ts';
import { isForMany, MANY, type ManyOptions, toMany } from './many.ts';

/** Stops the transfer of an ingestion, or of all that filters name, until it is resumed. */
export async function pause(context: CliContext, id: string | undefined, options: ManyOptions): Promise<ExitCode> {
  if (isForMany(id, options)) return await toMany(context, MANY.pause, options);
  await using client = await context.connect(await context.config());
  await client.pause(id);
  return await tellChanged(context, client, id, say('pausing; go on with: modelrail resume {id}', { id }));
}
