import type { VerifyReport } from '../../client/index.ts';
import { nameOf } from '../../lib/report/names.ts';
import { say, spokenLanguage } from '../../lib/words/say.ts';
import { namesOfKind } from '../../platforms/kinds.ts';
import type { CliConfig } from '../config.ts';
import type { CliContext } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createCountBar } from '../render/count-bar.ts';
import { isProgressShown } from '../render/status-line.ts';
import { renderVerification } from '../render/verification.ts';

/** Has the platform asked again about everything that an ingestion delivered. */
export async function verify(context: CliContext, id: string): Promise<ExitCode> {
  const config = await context.config();
  await using client = await context.connect(config);
  const isShown = isProgressShown(context);
  using bar = createCountBar(context.err, say('asking the platform'), isShown);
  const report = await client.verify(id, { onProgress: ({ asked, files }) => bar.update(asked, files) });
  bar.stop();
  if (context.isJson) context.printJson(report);
  else context.print(renderVerification(report, context.out, context.isVerbose, namesOf(config, report)));
  return exitCodeOf(report);
}

/** What the kind of the platform calls what it cannot be asked for; of one that is configured no more nothing is known. */
function namesOf({ platformNames, kindOf }: CliConfig, { platform }: VerifyReport) {
  const kind = platformNames.includes(platform) ? kindOf(platform) : undefined;
  return (line: string) => (spokenLanguage() === 'en' ? line : nameOf(namesOfKind, kind, line, 'zh'));
}

/**
 * A file that was not delivered is as little there as one that is missing. Without an answer of the platform a file is neither
 * there nor missing: its state is unknown.
 */
function exitCodeOf({ counts, files }: VerifyReport): ExitCode {
  if (counts.missing + counts.different + counts.notDelivered > 0) return EXIT.partial;
  return files.some(({ checks }) => checks.some(({ error }) => error !== undefined)) ? EXIT.failed : EXIT.done;
}
