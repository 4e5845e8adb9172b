import { say } from '../../../lib/words/say.ts';
import type { CliContext } from '../../context.ts';
import type { ExitCode } from '../../exit-codes.ts';
import { followCall } from '../../follow-call.ts';
import { platformOfKind } from '../../platform-of-kind.ts';
import { createCountBar } from '../../render/count-bar.ts';
import { isProgressShown } from '../../render/status-line.ts';
import { readDirectory } from './read-directory.ts';
import { renderDirectory } from './render-directory.ts';

/** Options of `directory`. */
export interface DirectoryOptions {
  platform?: string;
}

/** Shows groups, areas and projects of a platform, as a tree or as JSON. */
export async function directory(context: CliContext, { platform: named }: DirectoryOptions): Promise<ExitCode> {
  const config = await context.config();
  const { platform } = platformOfKind(config, 'persagy', named);
  await using client = await context.connect(config);
  const isShown = isProgressShown(context);
  using bar = createCountBar(context.err, say('reading projects'), isShown);
  return await followCall(
    context,
    client,
    (following) =>
      readDirectory(
        (operation, input) => client.call({ platform, operation, input }, following),
        (projects) => bar.update(projects, projects),
      ),
    (groups) => {
      bar.stop();
      if (context.isJson) context.printJson({ platform, groups });
      else context.print(renderDirectory(groups, context.out));
    },
  );
}
