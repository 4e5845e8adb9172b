import { say } from '../../../lib/words/say.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';

/** Has no run made until the sync is resumed. */
export async function pauseSync(context: CliContext, name: string, note: string | undefined): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  await client.syncs.pause(name, note);
  if (context.isJson) context.printJson(await client.syncs.get(name));
  context.note(say('{name} is paused; go on with: modelrail sync resume {name}', { name }));
  return EXIT.done;
}

/** Has runs made again. */
export async function resumeSync(context: CliContext, name: string): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  await client.syncs.resume(name);
  const sync = await client.syncs.get(name);
  if (context.isJson) context.printJson(sync);
  const [next] = sync.nextRuns;
  context.note(
    next === undefined
      ? say('{name} is resumed', { name })
      : say('{name} is resumed; the next run is at {time}', { name, time: next }),
  );
  return EXIT.done;
}
