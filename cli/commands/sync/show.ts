import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { renderSync } from '../../render/sync.ts';

/** Shows one sync in full. */
export async function showSync(context: CliContext, name: string): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  const sync = await client.syncs.get(name);
  if (context.isJson) context.printJson(sync);
  else context.print(renderSync(sync, context.out));
  return EXIT.done;
}
