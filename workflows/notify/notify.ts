import {
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  sleep,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import {
  freshNotifyState,
  GIVEN_UP_MEMO,
  isNotifyState,
  MAX_IDS,
  type Notice,
  type NotifyActivities,
  type NotifyState,
  namedLabels,
} from '../../contracts/notify.ts';
import { NOTIFY_GAP_MS, NOTIFY_POLICIES } from '../../contracts/policies.ts';
import { escapeText } from '../status/markdown.ts';
import { toErrorInfo } from '../steps/failure-info.ts';

const { watchForNotices } = proxyActivities<NotifyActivities>(NOTIFY_POLICIES.watchForNotices);
const { sendNotice } = proxyActivities<NotifyActivities>(NOTIFY_POLICIES.sendNotice);

/** Messages that are remembered as given up. */
const MOST_GIVEN_UP = 20;
/** How long a run waits for messages that are being sent before another one goes on. */
const LAST_ANSWERS_MS = 60_000;
/** Messages that wait for one target; older ones are given up. */
const MOST_QUEUED = 100;

/**
 * Watches over all ingestions and syncs of a task queue and tells what is to be told, without end. Each target has its messages one
 * after the other; one that no attempt of some hours delivers is given up, and stands in the memo and in the current details.
 */
export async function notify(input?: unknown): Promise<void> {
  const given = isNotifyState(input) ? input : freshNotifyState(Date.now());
  const state: NotifyState = { ...given, queued: [...given.queued], givenUp: [...given.givenUp] };
  const sending = new Set<string>();
  let isOver = false;

  function giveUp({ target, type, timestamp }: Notice, error: string): void {
    state.givenUp = [...state.givenUp, { target, type, timestamp, error }].slice(-MOST_GIVEN_UP);
    upsertMemo({ [GIVEN_UP_MEMO]: state.givenUp });
    show();
  }

  function show(): void {
    const lines = state.givenUp.map(
      ({ target, type, timestamp, error }) =>
        `- ${timestamp}: ${type} to ${escapeText(target, 100)}: ${escapeText(error, 400)}`,
    );
    const waiting = `${state.queued.length} messages wait.`;
    setCurrentDetails([waiting, ...(lines.length === 0 ? [] : ['', '**Given up**', '', ...lines])].join('\n'));
  }

  function enqueue(notice: Notice): void {
    // While a target takes nothing, equal messages become one.
    const same = state.queued.findIndex((one) => isSameMatter(one, notice) && !sending.has(one.id));
    const before = state.queued[same];
    if (before !== undefined) state.queued[same] = joined(before, notice);
    else state.queued.push(notice);
    const ofTarget = state.queued.filter(({ id, target }) => target === notice.target && !sending.has(id));
    const [oldest] = ofTarget;
    if (ofTarget.length <= MOST_QUEUED || oldest === undefined) return;
    state.queued = state.queued.filter((one) => one !== oldest);
    giveUp(oldest, `more than ${MOST_QUEUED} messages wait for this target`);
  }

  async function deliver(notice: Notice): Promise<void> {
    sending.add(notice.id);
    try {
      await sendNotice(notice);
    } catch (error) {
      if (isCancellation(error)) throw error;
      giveUp(notice, toErrorInfo(error).message);
    }
    state.queued = state.queued.filter(({ id }) => id !== notice.id);
    sending.delete(notice.id);
  }

  /** Sends what waits for a target, one after the other and not too often. */
  async function drain(target: string): Promise<void> {
    for (;;) {
      const next = state.queued.find((one) => one.target === target);
      if (next === undefined || isOver) return;
      await deliver(next);
      show();
      if (state.queued.some((one) => one.target === target)) await sleep(NOTIFY_GAP_MS);
    }
  }

  const draining = new Map<string, Promise<void>>();
  function drainAll(): void {
    for (const target of new Set(state.queued.map((one) => one.target))) {
      if (draining.has(target)) continue;
      draining.set(
        target,
        drain(target)
          // The end of the workflow is told by what it waits for.
          .catch(unlessCancelled)
          .finally(() => draining.delete(target)),
      );
    }
  }

  show();
  drainAll();
  while (!workflowInfo().continueAsNewSuggested) {
    const { state: seen, notices } = await watchForNotices(watchStateOf(state));
    Object.assign(state, seen);
    for (const notice of notices) enqueue(notice);
    show();
    drainAll();
  }
  // What is being sent has some time for its answer: the next run sends it again, with the same id.
  isOver = true;
  await condition(() => draining.size === 0, LAST_ANSWERS_MS);
  await continueAsNew<typeof notify>(state);
}

function watchStateOf({ queued: _queued, givenUp: _givenUp, ...watch }: NotifyState) {
  return watch;
}

function isSameMatter(one: Notice, other: Notice): boolean {
  const matter = ({ target, type, data: { platform, waiting } }: Notice) =>
    JSON.stringify([target, type, platform, waiting?.for, waiting?.host]);
  return matter(one) === matter(other);
}

/** The later message with what the earlier one had to say. */
function joined(earlier: Notice, later: Notice): Notice {
  const ids = [...new Set([...earlier.data.ids, ...later.data.ids])].slice(0, MAX_IDS);
  const { url: _url, labels: _labels, ...data } = later.data;
  const labels = { ...later.data.labels, ...earlier.data.labels };
  const known = ids.map((id) => [id, Object.hasOwn(labels, id) ? labels[id] : undefined] as const);
  const count = earlier.data.count + later.data.count;
  return { ...later, id: earlier.id, data: { ...data, count, ids, ...namedLabels(known) } };
}

function unlessCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
