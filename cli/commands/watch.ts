import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followToEnd } from '../follow.ts';

/** Follows an ingestion to its end; the exit code is that of `ingest`. */
export async function watch(context: CliContext, id: string): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  return await followToEnd(context, client, id);
}
