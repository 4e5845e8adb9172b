import { say } from '../../../lib/words/say.ts';
import type { CliContext } from '../../context.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { printable } from '../../render/text.ts';
import { exitCodeOf, type Outcome, onPlatform, type PlatformOption } from './platform.ts';

const NO_ADDRESS = 'the service gives no address';

/** Tells the addresses of attachments. */
export function attachmentUrls(
  context: CliContext,
  ids: readonly string[],
  options: PlatformOption,
): Promise<ExitCode> {
  return onPlatform(context, options, async ({ client, platform, signal }) => {
    const all = [...new Set(ids)];
    const urls = await client.url({ ids: all }, signal);
    const attachments = all.map((id): { id: string; url?: string } & Outcome => {
      const url = urls.get(id);
      return url === undefined ? { id, error: { type: 'NotFound', message: NO_ADDRESS } } : { id, url };
    });
    if (context.isJson) context.printJson({ platform, attachments });
    else
      for (const { id, url } of attachments) {
        if (url !== undefined) context.print(all.length === 1 ? url : `${printable(id)} ${url}`);
        else context.warn(`${printable(id)}: ${say(NO_ADDRESS)}`);
      }
    return exitCodeOf(attachments);
  });
}
