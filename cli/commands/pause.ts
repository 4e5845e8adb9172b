import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { tellChanged } from '../tell-changed.ts';

/** Stops an ingestion's transfer until it is resumed. */
export async function pause(context: CliContext, id: string): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  await client.pause(id);
  return await tellChanged(context, client, id, `pausing; go on with: modelrail resume ${id}`);
}
