import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';

/** Has no run made until the sync is resumed. */
export async function pauseSync(context: CliContext, name: string, note: string | undefined): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  await client.syncs.pause(name, note);
  if (context.isJson) context.printJson(await client.syncs.get(name));
  context.note(`${name} is paused; go on with: modelrail sync resume ${name}`);
  return EXIT.done;
}

/** Has runs made again. */
export async function resumeSync(context: CliContext, name: string): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  await client.syncs.resume(name);
  const sync = await client.syncs.get(name);
  if (context.isJson) context.printJson(sync);
  context.note(`${name} is resumed${sync.nextRuns[0] === undefined ? '' : `; the next run is at ${sync.nextRuns[0]}`}`);
  return EXIT.done;
}
