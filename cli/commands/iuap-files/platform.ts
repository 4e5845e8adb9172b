import { ModelrailError } from '../../../lib/errors.ts';
import { say } from '../../../lib/words/say.ts';
import { createIuapFilesClient, type IuapFilesClient } from '../../../platforms/iuap-files/client.ts';
import type { CliConfig } from '../../config.ts';
import { confirm } from '../../confirm.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { platformOfKind } from '../../platform-of-kind.ts';
import { stopSignal } from '../../signals.ts';

/** What every command on attachments takes. */
export interface PlatformOption {
  platform?: string;
}

/** What a command on attachments works with. */
export interface AttachmentsPlatform {
  context: CliContext;
  config: CliConfig;
  client: IuapFilesClient;
  /** Name of the platform. */
  platform: string;
  signal: AbortSignal;
}

/** Runs a command on a platform of this kind. Error: `InvalidRequest` where there is none, or which one is not said. */
export async function onPlatform(
  context: CliContext,
  options: PlatformOption,
  work: (on: AttachmentsPlatform) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = await context.config();
  const { platform, settings } = platformOfKind(config, 'iuap-files', options.platform);
  const client = createIuapFilesClient(settings);
  using stop = stopSignal(context.process);
  try {
    return await work({ context, config, client, platform, signal: stop.signal });
  } catch (error) {
    if (stop.signal.aborted) return EXIT.detached;
    throw error;
  } finally {
    await client.close();
  }
}

/** True where what cannot be undone is wanted: by `--yes`, or by a person who is asked. */
export async function isWanted(context: CliContext, { yes }: { yes?: boolean }, consequence: string): Promise<boolean> {
  if (yes === true || (await confirm(context, consequence))) return true;
  context.note(say('nothing was changed'));
  return false;
}

/** What became of one of several things. */
export interface Outcome {
  error?: { type: string; message: string };
}

/** Does something with each id, one after the other; what fails for one is its own. */
export async function eachOf<Done extends object>(
  ids: readonly string[],
  work: (id: string) => Promise<Done>,
): Promise<({ id: string } & Partial<Done> & Outcome)[]> {
  const outcomes: ({ id: string } & Partial<Done> & Outcome)[] = [];
  for (const id of new Set(ids)) {
    try {
      outcomes.push({ id, ...(await work(id)) });
    } catch (error) {
      if (!(error instanceof ModelrailError)) throw error;
      outcomes.push({ id, error: error.toInfo() } as { id: string } & Partial<Done> & Outcome); // as: of `Done` it has nothing
    }
  }
  return outcomes;
}

/** 0 when all went well, 1 when nothing did, else 3. */
export function exitCodeOf(outcomes: readonly Outcome[]): ExitCode {
  const failed = outcomes.filter(({ error }) => error !== undefined).length;
  if (failed === 0) return EXIT.done;
  return failed === outcomes.length ? EXIT.failed : EXIT.partial;
}
