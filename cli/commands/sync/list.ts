import { say } from '../../../lib/words/say.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { renderSyncs } from '../../render/sync.ts';

/** Lists all syncs, by name. */
export async function listSyncs(context: CliContext): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  const syncs = await client.syncs.list();
  if (context.isJson) context.printJson(syncs);
  else if (syncs.length === 0) context.note(say('no syncs; declare one with: modelrail sync create'));
  else context.print(renderSyncs(syncs, context.out));
  return EXIT.done;
}
