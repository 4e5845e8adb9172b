import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printIngestion } from '../follow.ts';

/** Options of `show`. */
export interface ShowOptions {
  manifest?: boolean;
}

/** Shows one ingestion in full, whatever its state; or its manifest, which is for programs. */
export async function show(context: CliContext, id: string, { manifest }: ShowOptions): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  if (manifest === true) {
    context.printJson(await client.manifest(id));
    return EXIT.done;
  }
  printIngestion(context, await client.get(id));
  return EXIT.done;
}
