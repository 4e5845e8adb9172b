import {
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import { englishOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { shownSource } from '../../contracts/source-path.ts';
import { isSyncInput, type SyncInput } from '../../contracts/sync/declaration.ts';
import {
  isMirror,
  isMirrorInput,
  MIRROR_WORKFLOW,
  type MirrorInput,
  type RecurringDeclaration,
} from '../../contracts/sync/mirror.ts';
import { SYNC_RUN_WORKFLOW, syncScheduleId } from '../../contracts/sync/run.ts';
import type { Timing } from '../../contracts/sync/timing.ts';
import { cutText } from '../../contracts/well-formed.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { milliseconds } from '../../lib/sync/check-declaration.ts';
import { SYNC_ATTRIBUTE } from '../../lib/sync/sync-attribute.ts';
import { keptOf } from '../../lib/words/kept.ts';
import { toldOf } from '../../lib/words/words.ts';
import { attributeKeys } from '../runs/run.ts';
import type { Temporal } from '../temporal/temporal.ts';
import type { SyncSpec } from './types.ts';

/** Within this time after a cron's moment a run begins, so that a thousand syncs do not begin on the hour: Temporal takes the moment from the schedule's name. */
const DEFAULT_CRON_JITTER = '5m';
/** How late a missed run is still made. */
const DEFAULT_CATCH_UP = '1h';
const MAX_KEYWORD_LENGTH = 255;
/** Temporal takes 400 bytes; a character of a path has three at most, or two for each half of a pair. */
const MAX_SUMMARY_LENGTH = 133;

/** When runs are made, with what counts where the declaration does not say. */
export function specOf({ every, cron, timezone, jitter, overlap, catchUp }: Timing): SyncSpec {
  return {
    ...(every === undefined ? {} : { every }),
    ...(cron === undefined ? {} : { cron, timezone: timezone ?? 'UTC' }),
    jitter: jitter ?? (cron === undefined ? '0s' : DEFAULT_CRON_JITTER),
    overlap: overlap ?? 'skip',
    catchUp: catchUp ?? DEFAULT_CATCH_UP,
  };
}

/** What a schedule has its runs made of. */
export type RecurringInput = SyncInput | (MirrorInput & { name: string });

/** The workflows that make runs. */
export const RUN_WORKFLOWS: ReadonlySet<string> = new Set([SYNC_RUN_WORKFLOW, MIRROR_WORKFLOW]);

/** Where what recurs comes from, and where it goes. */
export function endsOf(declaration: RecurringDeclaration): { source: string; platform: string; told?: Sentence[] } {
  if (isMirror(declaration)) {
    const source = sentenceOf('projects of {platform}', { platform: declaration.platform });
    return { source: englishOf(source), platform: declaration.to, told: [source] };
  }
  // The query of an address may be a signature.
  return { source: shownSource(declaration.source), platform: declaration.platform };
}

/** What a run of a sync is, in one line of the Temporal UI. */
function summaryOf({ name, declaration }: RecurringInput): string {
  const { source, platform } = endsOf(declaration);
  return cutText(`${source} → ${platform}, a run of the sync ${name}`, MAX_SUMMARY_LENGTH);
}

/** The schedule of a sync. `countedFromMs`: since when an interval is counted. */
export function scheduleOf(
  { taskQueue }: Pick<Temporal, 'taskQueue'>,
  input: RecurringInput,
  countedFromMs: number,
): Omit<ScheduleOptions, 'scheduleId' | 'memo' | 'state'> {
  const { name, declaration } = input;
  const { every, cron, timezone, jitter, overlap, catchUp } = specOf(declaration);
  const everyMs = every === undefined ? 0 : milliseconds(every);
  const jitterMs = milliseconds(jitter);
  return {
    spec: {
      ...(every === undefined
        ? {}
        : { intervals: [{ every: everyMs, offset: wholeSeconds(countedFromMs % everyMs) }] }),
      ...(cron === undefined ? {} : { cronExpressions: [cron] }),
      ...(timezone === undefined ? {} : { timezone }),
      ...(jitterMs === 0 ? {} : { jitter: jitterMs }),
    },
    policies: {
      overlap: overlap === 'queue' ? ScheduleOverlapPolicy.BUFFER_ONE : ScheduleOverlapPolicy.SKIP,
      catchupWindow: milliseconds(catchUp),
    },
    action: {
      type: 'startWorkflow',
      workflowType: isMirror(declaration) ? MIRROR_WORKFLOW : SYNC_RUN_WORKFLOW,
      workflowId: syncScheduleId(name),
      taskQueue,
      args: [input],
      staticSummary: summaryOf(input),
      typedSearchAttributes: [
        { key: SYNC_ATTRIBUTE, value: name },
        { key: attributeKeys.platform, value: cutText(endsOf(declaration).platform, MAX_KEYWORD_LENGTH) },
        { key: attributeKeys.status, value: 'running' },
      ],
    },
    typedSearchAttributes: [{ key: SYNC_ATTRIBUTE, value: name }],
  };
}

/** Since when the interval of a schedule is counted, so far as its length is that of the declaration; else since now. */
export function countedFrom({ spec }: ScheduleDescription, { every }: Timing): number {
  const [interval] = spec.intervals ?? [];
  const isSame = interval !== undefined && every !== undefined && interval.every === milliseconds(every);
  return isSame ? interval.offset : Date.now();
}

function wholeSeconds(ms: number): number {
  return ms - (ms % 1_000);
}

/** What Temporal says of a sync's schedule, and what the sync was declared as. Error: `NotFound`. */
export async function describeSchedule(
  temporal: Temporal,
  name: string,
): Promise<{ schedule: ScheduleDescription; input: RecurringInput }> {
  const schedule = await onSchedule(temporal, name, (handle) => handle.describe());
  const input: unknown = schedule.action.args?.[0];
  const { workflowType } = schedule.action;
  if (workflowType === SYNC_RUN_WORKFLOW && isSyncInput(input)) return { schedule, input };
  if (workflowType === MIRROR_WORKFLOW && isMirrorInput(input)) return { schedule, input: { ...input, name } };
  throw notFound(name);
}

/** The same of a sync of files. Error: `InvalidRequest` for a mirror of projects. */
export async function describeSync(
  temporal: Temporal,
  name: string,
): Promise<{ schedule: ScheduleDescription; input: SyncInput }> {
  const { schedule, input } = await describeSchedule(temporal, name);
  if (isOfFiles(input)) return { schedule, input };
  const told = sentenceOf(
    '{name} mirrors projects: that is for syncs of files (modelrail mirror --dry-run says what a run would do)',
    { name },
  );
  throw new ModelrailError('InvalidRequest', told, {
    overHttp: sentenceOf('{name} mirrors projects: that is for syncs of files', { name }),
  });
}

function isOfFiles(input: RecurringInput): input is SyncInput {
  return !isMirror(input.declaration);
}

/** Calls about a schedule. Error: `NotFound` when there is none. */
export async function onSchedule<T>(
  temporal: Temporal,
  name: string,
  act: (handle: ReturnType<Temporal['client']['schedule']['getHandle']>) => Promise<T>,
  client = temporal.client.schedule,
): Promise<T> {
  return await temporal.call(async () => {
    try {
      return await act(client.getHandle(syncScheduleId(name)));
    } catch (error) {
      if (error instanceof ScheduleNotFoundError) throw notFound(name, error);
      throw error;
    }
  });
}

/** Writes a schedule. Error: `InvalidRequest`, in Temporal's words, for one that it does not take. */
export async function writing<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    // The SDK's class for the status INVALID_ARGUMENT, of which it keeps the words alone.
    if (!(error instanceof TypeError)) throw error;
    const told = sentenceOf('Temporal takes no such schedule of {name}: {reason}', { name, reason: error.message });
    throw new ModelrailError('InvalidRequest', told, { cause: error });
  }
}

function notFound(name: string, cause?: unknown): ModelrailError {
  const told = toldOf('there is no sync {name}: `modelrail sync list` shows those that there are', { name });
  const overHttp = keptOf(toldOf('there is no sync {name}', { name }));
  return new ModelrailError('NotFound', told, {
    ...(overHttp === undefined ? {} : { overHttp }),
    ...(cause === undefined ? {} : { cause }),
  });
}
