import type { VerifyReport } from '../../client/index.ts';
import { say } from '../../lib/words/say.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createCountBar } from '../render/count-bar.ts';
import { isProgressShown } from '../render/status-line.ts';
import { renderVerification } from '../render/verification.ts';

/** Has the platform asked again about everything that an ingestion delivered. */
export async function verify(context: CliContext, id: string): Promise<ExitCode> {
  await using client = await context.connect(await context.config());
  const isShown = isProgressShown(context);
  using bar = createCountBar(context.err, say('asking the platform'), isShown);
  const report = await client.verify(id, { onProgress: ({ asked, files }) => bar.update(asked, files) });
  bar.stop();
  if (context.isJson) context.printJson(report);
  else context.print(renderVerification(report, context.out, context.isVerbose));
  return exitCodeOf(report);
}

/**
 * A file that was not delivered is as little there as one that is missing. Without an answer of the platform a file is neither
 * there nor missing: its state is unknown.
 */
function exitCodeOf({ counts, files }: VerifyReport): ExitCode {
  if (counts.missing + counts.different + counts.notDelivered > 0) return EXIT.partial;
  return files.some(({ checks }) => checks.some(({ error }) => error !== undefined)) ? EXIT.failed : EXIT.done;
}
