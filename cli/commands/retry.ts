import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followToEnd } from '../follow.ts';
import { count } from '../render/units.ts';
import { tellChanged } from '../tell-changed.ts';

/** Does again what failed in an ended ingestion, and follows it; an open one tries again at once. */
export async function retry(context: CliContext, id: string, options: { detach?: boolean }): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  const { isNewRun, retriedNow = 0 } = await client.retry(id);
  if (!isNewRun) {
    return await tellChanged(
      context,
      client,
      id,
      retriedNow === 0 ? 'no step was waiting' : `${count(retriedNow, 'waiting step')} tried again now`,
    );
  }
  if (options.detach === true) {
    return await tellChanged(context, client, id, `started again; follow it with: modelrail watch ${id}`);
  }
  context.note(`${id}: started again for the files that failed`);
  return await followToEnd(context, client, id);
}
