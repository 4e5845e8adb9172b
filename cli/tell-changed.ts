import type { Modelrail } from '../client/index.ts';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

/** Tells that a request to change an ingestion was taken: its state with `--json`, a line for a person. */
export async function tellChanged(context: CliContext, client: Modelrail, id: string, text: string): Promise<ExitCode> {
  if (context.isJson) context.printJson(await client.get(id));
  else context.print(`${id}: ${text}`);
  return EXIT.done;
}
