import { UPGRADE_WORKFLOW, type UpgradeResult } from '../../../contracts/persagy/upgrade.ts';
import { say } from '../../../lib/words/say.ts';
import { confirm } from '../../confirm.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { followCall } from '../../follow-call.ts';
import { platformOfKind } from '../../platform-of-kind.ts';
import { count } from '../../render/units.ts';

/** Options of `upgrade`. */
export interface UpgradeOptions {
  platform?: string;
  yes?: boolean;
}

/** Makes both upgrade calls of a platform, each until it succeeds. */
export async function upgrade(context: CliContext, { platform: named, yes }: UpgradeOptions): Promise<ExitCode> {
  const config = await context.config();
  const { platform } = platformOfKind(config, 'persagy', named);
  const consequence = say(
    '{platform} would move its data to the new version, and all accounts would have to log in again',
    { platform },
  );
  if (yes !== true && !(await confirm(context, consequence))) {
    context.note(say('nothing was called'));
    return EXIT.failed;
  }
  await using client = await context.connect(config);
  return await followCall(
    context,
    client,
    async (following) => {
      const work = { workflow: UPGRADE_WORKFLOW, platform, input: { platform }, summary: `${platform}: upgrade` };
      return (await client.runOnPlatform({ ...work, prefix: 'upgrade' }, following)) as UpgradeResult; // as: what it answers
    },
    ({ calls }) => {
      if (context.isJson) return context.printJson({ platform, calls });
      for (const { operation, attempts } of calls) {
        context.print(
          attempts === 1
            ? say('{operation} succeeded', { operation })
            : say('{operation} succeeded after {attempts}', { operation, attempts: count(attempts, 'attempt') }),
        );
      }
    },
  );
}
