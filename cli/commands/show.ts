import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printIngestion } from '../follow.ts';

/** Shows one ingestion in full, whatever its state. */
export async function show(context: CliContext, id: string): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  printIngestion(context, await client.get(id));
  return EXIT.done;
}
