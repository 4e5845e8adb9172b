import type { Labels } from './labels.ts';
import { NOTIFY_MEMO } from './names.ts';
import type { Waiting } from './progress.ts';
import { isWaiting } from './progress-shapes.ts';
import { isCount, isText, listOf, mapOf, oneOf, optional, shaped } from './shapes.ts';
import { utf8Length } from './utf8.ts';

/** Name of the workflow that tells what happens to those who are to be called; one for each task queue. */
export const NOTIFY_WORKFLOW = 'notify';

/** Its id: no ingestion's, since that has no `@`. */
export function notifyWorkflowId(taskQueue: string): string {
  return `${NOTIFY_WORKFLOW}@${taskQueue}`;
}

/** Memo key: the messages that it gave up, the last ones. */
export const GIVEN_UP_MEMO = 'givenUp';

/** What a target of `notify` may be told of. */
export const NOTIFY_ON = ['stuck', 'partial', 'failed', 'completed', 'syncLate'] as const;
/** One of {@link NOTIFY_ON}. */
export type NotifyOn = (typeof NOTIFY_ON)[number];

/** What a message is about. `recovered` goes to those who were told `stuck`; `test` is sent by hand. */
export const NOTICE_TYPES = [...NOTIFY_ON, 'recovered', 'test'] as const;
/** One of {@link NOTICE_TYPES}. */
export type NoticeType = (typeof NOTICE_TYPES)[number];

/** How a message looks, and how it is signed. */
export const NOTIFY_FORMS = ['standard', 'dingtalk', 'wecom', 'feishu'] as const;
/** One of {@link NOTIFY_FORMS}. */
export type NotifyForm = (typeof NOTIFY_FORMS)[number];

/** Targets that a request may name. */
export const MAX_NAMED_TARGETS = 20;

const isNames = listOf(isText);

/** What the memo of a run has of the targets that its request names. */
export function notifyMemo(request: { options?: { notify?: readonly string[] } }): Record<string, readonly string[]> {
  const names = request.options?.notify ?? [];
  return names.length === 0 ? {} : { [NOTIFY_MEMO]: names.slice(0, MAX_NAMED_TARGETS) };
}

/** The targets that a run's request names, as its memo has them. */
export function namedTargets(memo: Record<string, unknown> | undefined): string[] {
  const names = memo?.[NOTIFY_MEMO];
  return isNames(names) ? (names as string[]) : []; // as: the check has seen it
}

/** Ids in one message; `count` tells how many there are. */
export const MAX_IDS = 20;

/** Bytes of the labels in one message: many messages may wait in one workflow. */
const MAX_LABELS_BYTES = 4_096;

/** Labels of some ingestions of a message, by id: the first ones as far as there is room. */
export function namedLabels(
  of: Iterable<readonly [id: string, labels: Labels | undefined]>,
): Pick<NoticeData, 'labels'> {
  const kept = new Map<string, Labels>();
  let bytes = 0;
  for (const [id, labels] of of) {
    if (labels === undefined || kept.has(id)) continue;
    bytes += utf8Length(JSON.stringify([id, labels]));
    if (bytes > MAX_LABELS_BYTES) break;
    kept.set(id, labels);
  }
  return kept.size === 0 ? {} : { labels: Object.fromEntries(kept) };
}

/** What a message says. */
export interface NoticeData {
  /** Empty where it is about no platform. */
  platform: string;
  /** Why they wait, as the one says that has waited longest; of `stuck` and `recovered`. */
  waiting?: Pick<Waiting, 'for' | 'reason' | 'since' | 'host'>;
  /** Ingestions, or syncs, that it is about. */
  count: number;
  /** The first {@link MAX_IDS} of them: ids of ingestions, of `syncLate` names of syncs. */
  ids: string[];
  /** The labels of these ingestions, by their ids: of those that have some, the first ones as far as there is room. Absent without any. */
  labels?: Readonly<Record<string, Labels>>;
  /** Where more is to be seen; only where the configuration has a gateway. */
  url?: string;
}

/** A message to one target. */
export interface Notice {
  /** The same in all attempts. */
  id: string;
  /** Name of the target in the configuration. */
  target: string;
  type: NoticeType;
  /** When it was found (ISO 8601). */
  timestamp: string;
  data: NoticeData;
}

/** Something a target was told of, until it is over. */
export interface ToldCause extends Pick<NoticeData, 'platform' | 'waiting' | 'count' | 'ids' | 'labels'> {
  target: string;
  /** Equal for equal causes. */
  cause: string;
}

/** A message that was not delivered. */
export interface GivenUpNotice extends Pick<Notice, 'target' | 'type' | 'timestamp'> {
  error: string;
}

/** What is known from one look to the next. */
export interface WatchState {
  /** Ingestions that ended before are told (milliseconds since the epoch). */
  endedBeforeMs: number;
  /** Runs that are told although they ended a little later. */
  toldRuns: string[];
  stuck: ToldCause[];
  /** Syncs that are late, by target. */
  late: Record<string, string[]>;
  /** Since when each sync is known to be due by its present schedule (milliseconds since the epoch). */
  syncs: Record<string, number>;
}

/** What the workflow goes on with in its next run. */
export interface NotifyState extends WatchState {
  /** Messages that are not sent yet, the oldest first. */
  queued: Notice[];
  givenUp: GivenUpNotice[];
}

/** The steps of the workflow. */
export interface NotifyActivities {
  /** Looks again and again until there is something to tell, an hour at most. */
  watchForNotices(state: WatchState): Promise<{ state: WatchState; notices: Notice[] }>;
  /** Sends one message. */
  sendNotice(notice: Notice): Promise<void>;
}

const areNamedLabels = optional(mapOf(mapOf(isText)));

const isNotice = shaped<Notice>({
  id: isText,
  target: isText,
  type: oneOf(NOTICE_TYPES),
  timestamp: isText,
  data: shaped<NoticeData>({
    platform: isText,
    waiting: optional(isWaiting),
    count: isCount,
    ids: listOf(isText),
    labels: areNamedLabels,
    url: optional(isText),
  }),
});

/** True for a state as any client may start the workflow with. */
export const isNotifyState = shaped<NotifyState>({
  endedBeforeMs: isCount,
  toldRuns: listOf(isText),
  stuck: listOf(
    shaped<ToldCause>({
      target: isText,
      cause: isText,
      platform: isText,
      waiting: optional(isWaiting),
      count: isCount,
      ids: listOf(isText),
      labels: areNamedLabels,
    }),
  ),
  late: mapOf(listOf(isText)),
  syncs: mapOf(isCount),
  queued: listOf(isNotice),
  givenUp: listOf(
    shaped<GivenUpNotice>({ target: isText, type: oneOf(NOTICE_TYPES), timestamp: isText, error: isText }),
  ),
});

/** Temporal shows ends late, and not in their order: they are looked for so long before the last one that was told. */
export const ENDS_OVERLAP_MS = 60_000;

/** A state with which nothing is told that ended before. */
export function freshNotifyState(nowMs: number): NotifyState {
  return {
    endedBeforeMs: nowMs + ENDS_OVERLAP_MS,
    toldRuns: [],
    stuck: [],
    late: {},
    syncs: {},
    queued: [],
    givenUp: [],
  };
}
