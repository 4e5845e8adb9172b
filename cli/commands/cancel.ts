import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { tellChanged } from '../tell-changed.ts';

/** Ends an ingestion; what stays on the platform is told by `show` once it has ended. */
export async function cancel(context: CliContext, id: string): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  await client.cancel(id);
  return await tellChanged(context, client, id, `cancelling; what stays on the platform: modelrail show ${id}`);
}
