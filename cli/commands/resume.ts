import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { tellChanged } from '../tell-changed.ts';

/** Lets a paused ingestion go on. */
export async function resume(context: CliContext, id: string): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  await client.resume(id);
  return await tellChanged(context, client, id, `goes on; follow it with: modelrail watch ${id}`);
}
