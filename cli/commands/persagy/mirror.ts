import { resolve } from 'node:path';
import { MIRROR_WORKFLOW, type MirrorInput, type MirrorReport } from '../../../contracts/sync/mirror.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { requestError } from '../../../lib/requests/problems.ts';
import { told } from '../../../lib/words/told.ts';
import { platformProblems } from '../../../platforms/mirrors.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode, exitCodeOfStatus } from '../../exit-codes.ts';
import { followCall } from '../../follow-call.ts';
import { platformOfKind } from '../../platform-of-kind.ts';
import { readMapFile } from '../../request/mirror-map.ts';
import { renderMirror } from './render-mirror.ts';

/** Options of `mirror`. */
export interface MirrorOptions {
  platform?: string;
  to?: string;
  map?: string;
  groupCode?: string[];
  areaCode?: string[];
  dryRun?: boolean;
}

/** Makes the projects of one platform on another one that are not there yet. */
export async function mirror(context: CliContext, options: MirrorOptions): Promise<ExitCode> {
  const { to, map, groupCode, areaCode, dryRun } = options;
  const config = await context.config();
  const { platform } = platformOfKind(config, 'persagy', options.platform);
  if (to === undefined)
    throw new ModelrailError('InvalidRequest', told('--to is missing: the platform that gets the projects'));
  if (map === undefined)
    throw new ModelrailError('InvalidRequest', told('--map is missing: the file that says what they become'));
  const problems = platformProblems({ platform, to }, (name) => config.kindOf(name));
  if (problems.length > 0) throw requestError(problems, ([key]) => `--${key}`);
  const input: MirrorInput = {
    declaration: {
      kind: 'mirror',
      platform,
      to,
      map: await readMapFile(resolve(context.cwd, map)),
      ...(groupCode === undefined ? {} : { groupCode }),
      ...(areaCode === undefined ? {} : { areaCode }),
    },
    ...(dryRun === true ? { isDryRun: true } : {}),
  };
  await using client = await context.connect(config);
  let id: string | undefined;
  let status: MirrorReport['status'] = 'failed';
  const code = await followCall(
    context,
    client,
    ({ onStarted, signal }) =>
      client.runOnPlatform(
        { workflow: MIRROR_WORKFLOW, platform, input, summary: `${platform}: mirror to ${to}`, prefix: 'mirror' },
        {
          onStarted(started) {
            id = started;
            onStarted(started);
          },
          signal,
        },
      ),
    (answer) => {
      const report = answer as MirrorReport; // as: what this workflow answers
      ({ status } = report);
      show(context, id, { platform, to, report, isDryRun: dryRun === true });
    },
  );
  return code === EXIT.done ? exitCodeOfStatus(status) : code;
}

function show(
  context: CliContext,
  id: string | undefined,
  { platform, to, report, isDryRun }: { platform: string; to: string; report: MirrorReport; isDryRun: boolean },
): void {
  if (!context.isJson) return context.print(renderMirror(report, { isDryRun }));
  const { status, found, created, unchanged, removed, failed, skipped, truncated, error } = report;
  context.printJson({
    ...(id === undefined ? {} : { id }),
    platform,
    to,
    status,
    ...(isDryRun ? { dryRun: true } : {}),
    found,
    new: report.new,
    unchanged,
    created,
    removed,
    failed,
    skipped,
    ...(truncated === undefined ? {} : { truncated }),
    ...(error === undefined ? {} : { error }),
  });
}
