import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import type { Modelrail } from '../../../client/index.ts';
import {
  COMPARE_WORKFLOW,
  type Difference,
  type PlannedChange,
  PROVISION_WORKFLOW,
  type ProvisionResult,
  ROLL_BACK_WORKFLOW,
} from '../../../contracts/persagy/provision.ts';
import { isRecord } from '../../../lib/config/file.ts';
import { ModelrailError } from '../../../lib/errors.ts';
import { requestError } from '../../../lib/requests/problems.ts';
import { parseBySchema } from '../../../lib/requests/schema-problems.ts';
import { say } from '../../../lib/words/say.ts';
import { told } from '../../../lib/words/told.ts';
import { saidBefore } from '../../../lib/words/words.ts';
import { planSchema } from '../../../platforms/persagy/plan.ts';
import { confirm } from '../../confirm.ts';
import type { CliContext } from '../../context.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { followCall } from '../../follow-call.ts';
import { platformOfKind } from '../../platform-of-kind.ts';
import { count } from '../../render/units.ts';
import { saveText } from '../../request/save-text.ts';
import { whyUnread } from '../../request/why-unread.ts';
import { createWorkerNotice } from '../../worker-notice.ts';
import { renderChanges } from './render-changes.ts';

/** Options of `provision`. */
export interface ProvisionOptions {
  platform?: string;
  dryRun?: boolean;
  rollback?: boolean;
  id?: string;
  output?: string;
  approve?: string;
  yes?: boolean;
}

/** Makes a platform agree with a plan, shows what that would change, or takes back what a run has made. */
export async function provision(
  context: CliContext,
  file: string | undefined,
  options: ProvisionOptions,
): Promise<ExitCode> {
  const config = await context.config();
  const saved = options.approve === undefined ? undefined : await readSaved(resolve(context.cwd, options.approve));
  const plan = file === undefined ? saved?.plan : await readPlan(resolve(context.cwd, file));
  const { platform } = platformOfKind(config, 'persagy', options.platform ?? plan?.platform ?? saved?.platform);
  await using client = await context.connect(config);
  if (options.rollback === true) return await rollBack(context, client, platform, options);
  if (plan === undefined)
    throw new ModelrailError(
      'InvalidRequest',
      told('name the file of a plan, or --approve a difference that was saved'),
    );
  const difference = await run<Difference>(
    client,
    {
      workflow: COMPARE_WORKFLOW,
      platform,
      input: { platform, plan },
      summary: `${platform}: compare with ${file ?? options.approve ?? ''}`,
      prefix: 'compare',
    },
    { onStarted: () => createWorkerNotice(context, client).lookOn(client.taskQueue) },
  );
  if (options.dryRun === true) {
    return await showDifference(context, { platform, plan, ...difference }, options.output);
  }
  if (saved !== undefined) assertApproved(saved, difference);
  if (difference.changes.length === 0) {
    show(context, undefined, { status: 'completed', changes: [] }, difference.unchanged);
    return EXIT.done;
  }
  if (!context.isJson) context.print(renderChanges(difference, context.out));
  const isApproved = options.yes === true || saved !== undefined;
  if (
    !isApproved &&
    !(await confirm(
      context,
      say('{platform} gets {changes}', { platform, changes: count(difference.changes.length, 'change') }),
    ))
  ) {
    context.note(say('nothing was changed'));
    return EXIT.failed;
  }
  let id: string | undefined;
  let status: ProvisionResult['status'] = 'failed';
  const code = await followCall(
    context,
    client,
    ({ onStarted, signal }) =>
      run<ProvisionResult>(
        client,
        {
          workflow: PROVISION_WORKFLOW,
          platform,
          input: { platform, difference },
          summary: `${platform}: ${count(difference.changes.length, 'change')}`,
          prefix: 'provision',
        },
        {
          onStarted(started) {
            id = started;
            onStarted(started);
          },
          signal,
        },
      ),
    (result) => {
      ({ status } = result);
      show(context, id, result, difference.unchanged);
      if (status !== 'completed') adviseAfter(context, { platform, id, result });
    },
  );
  return code === EXIT.done ? BY_STATUS[status] : code;
}

/** Runs one of this kind's workflows, which answer what `Answer` says. */
async function run<Answer>(client: Modelrail, ...work: Parameters<Modelrail['runOnPlatform']>): Promise<Answer> {
  return (await client.runOnPlatform(...work)) as Answer; // as: the caller names the workflow
}

const BY_STATUS = { completed: EXIT.done, partial: EXIT.partial, failed: EXIT.failed } as const;

async function rollBack(
  context: CliContext,
  client: Modelrail,
  platform: string,
  { id, yes }: ProvisionOptions,
): Promise<ExitCode> {
  if (id === undefined)
    throw new ModelrailError('InvalidRequest', told('--rollback needs --id, the id of the run that is taken back'));
  if (
    yes !== true &&
    !(await confirm(context, say('{platform} would lose what {id} has made there', { platform, id })))
  ) {
    context.note(say('nothing was changed'));
    return EXIT.failed;
  }
  let stays = false;
  let failed = false;
  const code = await followCall(
    context,
    client,
    (following) =>
      run<ProvisionResult>(
        client,
        {
          workflow: ROLL_BACK_WORKFLOW,
          platform,
          input: { platform, of: id },
          summary: `${platform}: take back ${id}`,
          prefix: 'rollback',
        },
        following,
      ),
    (result) => {
      stays = result.changes.some(({ state }) => state === 'stays');
      failed = result.changes.some(({ state }) => state === 'failed' || state === 'planned');
      show(context, id, result, 0);
    },
  );
  return code === EXIT.done && (stays || failed) ? EXIT.partial : code;
}

/** What to do after a run that has not made all. */
function adviseAfter(
  context: CliContext,
  { platform, id = '', result }: { platform: string; id: string | undefined; result: ProvisionResult },
): void {
  context.note(say('mend what failed, then provision again: what is there by now is left, and the rest is made'));
  const isMade = ({ op, state }: PlannedChange) => state === 'done' && (op === 'create' || op === 'link');
  if (!result.changes.some(isMade)) return;
  context.note(
    say('or take back what was made: modelrail provision --platform {platform} --rollback --id {id}', { platform, id }),
  );
}

async function showDifference(
  context: CliContext,
  difference: SavedDifference,
  output: string | undefined,
): Promise<ExitCode> {
  if (output !== undefined) await saveText(context, output, `${JSON.stringify(difference, null, 2)}\n`);
  show(context, undefined, { status: 'completed', changes: difference.changes }, difference.unchanged);
  return EXIT.done;
}

function show(context: CliContext, id: string | undefined, result: ProvisionResult, unchanged: number): void {
  const { status, changes, told } = result;
  if (context.isJson) {
    const shown = changes.map(toShown);
    return context.printJson({
      ...(id === undefined ? {} : { id }),
      status,
      changes: shown,
      unchanged,
      ...(told === undefined ? {} : { told }),
    });
  }
  if (changes.length === 0)
    return context.print(say('nothing to change; {things} as planned', { things: count(unchanged, 'thing') }));
  context.print(renderChanges(result, context.out));
  if (id !== undefined) context.print(say('{title}: {text}', { title: say(status), text: id }));
}

function toShown({ op, kind, key, id, state, error }: PlannedChange) {
  return { op, kind, key, ...(id === undefined ? {} : { id }), state, ...(error === undefined ? {} : { error }) };
}

/** A difference as it is saved: with the plan, so that it can be made without that at hand. */
interface SavedDifference extends Difference {
  platform: string;
  plan: { platform?: string | undefined };
}

/** Error: `InvalidRequest`. */
async function readSaved(path: string): Promise<Partial<SavedDifference>> {
  try {
    const saved: unknown = JSON.parse(await readFile(path, 'utf8'));
    // Its changes are compared, and its plan is read as any other.
    if (isRecord(saved) && Array.isArray(saved['changes'])) return saved;
  } catch (error) {
    const words = saidBefore(`--approve ${path} ${whyUnread(error, say('is no saved difference'))}`);
    throw new ModelrailError('InvalidRequest', words, { cause: error });
  }
  throw new ModelrailError('InvalidRequest', told('--approve {path} is no saved difference', { path }));
}

/** A saved difference is what is made, and nothing else. Error: `InvalidRequest`. */
function assertApproved(saved: Partial<SavedDifference>, difference: Difference): void {
  const present: unknown = JSON.parse(JSON.stringify(difference.changes));
  if (isDeepStrictEqual(saved.changes, present)) return;
  throw new ModelrailError(
    'InvalidRequest',
    told(
      'the platform or the plan has changed since the difference was saved: save it anew with --dry-run --output, and look at it again',
    ),
  );
}

async function readPlan(path: string): Promise<{ platform?: string | undefined }> {
  let value: unknown;
  try {
    value = parse(await readFile(path, 'utf8'));
  } catch (error) {
    const words = saidBefore(`${path} ${whyUnread(error, say('is no plan'))}`);
    throw new ModelrailError('InvalidRequest', words, { cause: error });
  }
  const parsed = parseBySchema(planSchema, value);
  if ('data' in parsed) return JSON.parse(JSON.stringify(parsed.data)) as { platform?: string }; // as: what the schema has read
  throw requestError(parsed.problems, undefined, parsed.untold);
}
