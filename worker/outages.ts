import type { Logger } from 'pino';
import type { StepAttempt } from '../activities/step-watch.ts';
import type { Waiting } from '../contracts/progress.ts';
import type { HeldUp, StepObserver } from './steps.ts';

/** What holds up the runs of this worker at the moment. */
export interface Outages {
  /** An attempt of a step failed, or does not get on. */
  heldUp(attempt: StepAttempt, why: HeldUp): void;
  /** The step makes progress or is done: what held it up is over, for all that it held up. */
  goesOn(attempt: StepAttempt): void;
  /** The step is over without having got on: it failed for good, or was stopped. */
  ended(attempt: StepAttempt): void;
  /** Those of this moment. */
  open(): { for: Waiting['for']; place: string; sinceMs: number; runs: number }[];
  close(): void;
}

/** Holding up runs for so long is told, with their number; it is looked at as often. */
const TOLD_AFTER_MS = 30_000;
/** One that begins so soon after it was over is the same one: a platform that answers now and then. */
const SAME_WITHIN_MS = 5 * 60_000;
/** A step that is so long overdue goes on elsewhere, or not at all. */
const OVERDUE_MS = 10 * 60_000;
/** Reasons of one outage that are told. */
const MAX_REASONS = 5;
/** Ids in a line. */
const MAX_IDS = 20;

interface Outage {
  for: Waiting['for'];
  place: string;
  sinceMs: number;
  endedAtMs: number | undefined;
  /** Steps that it holds up, by their key. */
  held: Map<string, { id: string; dueAtMs: number }>;
  /** Runs that it has held up. */
  ids: Set<string>;
  failures: number;
  reasons: Set<string>;
  lastReason: string;
  /** How many runs were told last; undefined before. */
  toldRuns: number | undefined;
  /** Its beginning was told. */
  isTold: boolean;
}

/**
 * Tells outages in few lines: the first failed attempt with its words and each further reason, how many runs are held up
 * after half a minute and whenever their number has doubled, and that they go on. Each attempt is a line of level `debug`.
 */
export function createOutages(logger: Logger): Outages {
  const outages = new Map<string, Outage>();
  let look: NodeJS.Timeout | undefined;

  function outageOf(attempt: StepAttempt, why: HeldUp): Outage {
    const place = placeOf(attempt, why.for);
    const key = `${why.for} ${place}`;
    const nowMs = Date.now();
    const known = outages.get(key);
    if (known !== undefined && known.endedAtMs === undefined) return known;
    const isSame = known?.endedAtMs !== undefined && nowMs - known.endedAtMs < SAME_WITHIN_MS;
    const outage: Outage = {
      for: why.for,
      place,
      sinceMs: nowMs,
      endedAtMs: undefined,
      held: new Map(),
      ids: new Set(),
      failures: 0,
      reasons: isSame ? known.reasons : new Set(),
      lastReason: why.reason,
      toldRuns: undefined,
      isTold: false,
    };
    outages.set(key, outage);
    look ??= setInterval(lookAtAll, TOLD_AFTER_MS).unref();
    return outage;
  }

  function lookAtAll(): void {
    const nowMs = Date.now();
    for (const [key, outage] of outages) {
      if (outage.endedAtMs !== undefined) {
        if (nowMs - outage.endedAtMs >= SAME_WITHIN_MS) outages.delete(key);
        continue;
      }
      for (const [step, { dueAtMs }] of outage.held) if (nowMs - dueAtMs > OVERDUE_MS) outage.held.delete(step);
      if (outage.held.size === 0) over(outage);
      else tellHeld(outage, nowMs);
    }
    if (outages.size > 0) return;
    clearInterval(look);
    look = undefined;
  }

  function tellHeld(outage: Outage, nowMs: number): void {
    const runs = runsOf(outage);
    const { toldRuns, sinceMs, lastReason } = outage;
    const isDue = toldRuns === undefined ? nowMs - sinceMs >= TOLD_AFTER_MS : runs.length >= 2 * toldRuns;
    if (!isDue) return;
    outage.toldRuns = runs.length;
    const since = new Date(sinceMs).toISOString();
    logger.warn(
      { ...fieldsOf(outage), runs: runs.length, failures: outage.failures, since, ids: runs.slice(0, MAX_IDS) },
      `${countRuns(runs.length)} for ${outage.place} since ${since}: ${lastReason}`,
    );
  }

  /** Told only of one whose beginning was told. */
  function over(outage: Outage): void {
    const nowMs = Date.now();
    const { sinceMs, held, ids, failures, isTold, toldRuns, place } = outage;
    const isGoingOn = held.size > 0;
    outage.endedAtMs = nowMs;
    const fields = { ...fieldsOf(outage), runs: ids.size, failures, seconds: Math.round((nowMs - sinceMs) / 1000) };
    outage.held = new Map();
    const words = isGoingOn ? 'goes on' : 'holds up nothing any more';
    const isShown = isTold || toldRuns !== undefined;
    logger[isShown ? 'info' : 'debug'](
      fields,
      `${place} ${words} after ${fields.seconds} s: ${ids.size} ${ids.size === 1 ? 'run was' : 'runs were'} held up, ${failures} ${failures === 1 ? 'attempt' : 'attempts'} failed`,
    );
  }

  /** The outages that hold up a step. */
  function* holding(attempt: StepAttempt): Generator<Outage> {
    for (const outage of outages.values()) if (outage.held.has(attempt.key)) yield outage;
  }

  return {
    heldUp(attempt, why) {
      const { step, id, platform } = attempt;
      const told = { id, step, platform, waitingFor: why.for, type: why.type, retryInMs: why.retryInMs };
      if (why.for === 'ingestion') {
        logger.debug(told, why.reason);
        return;
      }
      const outage = outageOf(attempt, why);
      outage.held.set(attempt.key, { id, dueAtMs: Date.now() + (why.retryInMs ?? 0) });
      outage.ids.add(id);
      outage.failures += 1;
      outage.lastReason = why.reason;
      const reason = essenceOf(why.reason);
      const isNew = !outage.reasons.has(reason) && outage.reasons.size < MAX_REASONS;
      if (isNew) outage.reasons.add(reason);
      if (isNew) outage.isTold = true;
      // To slow down is what a platform may ask for.
      logger[isNew ? (why.for === 'rate' ? 'info' : 'warn') : 'debug'](told, `${outage.place}: ${why.reason}`);
    },
    goesOn(attempt) {
      for (const outage of holding(attempt)) over(outage);
    },
    ended(attempt) {
      for (const outage of holding(attempt)) {
        outage.held.delete(attempt.key);
        if (outage.held.size === 0) over(outage);
      }
    },
    open: () =>
      [...outages.values()]
        .filter(({ endedAtMs }) => endedAtMs === undefined)
        .map((outage) => ({
          for: outage.for,
          place: outage.place,
          sinceMs: outage.sinceMs,
          runs: runsOf(outage).length,
        })),
    close: () => clearInterval(look),
  };
}

function placeOf({ platform, host, step }: StepAttempt, reason: Waiting['for']): string {
  if (reason === 'host') return host === undefined ? 'sources' : `the files of ${host}`;
  return platform === undefined ? `step ${step}` : `platform ${platform}`;
}

function fieldsOf({ for: waitingFor, place }: Outage): Record<string, unknown> {
  return { waitingFor, place };
}

function runsOf({ held }: Outage): string[] {
  return [...new Set([...held.values()].map(({ id }) => id))];
}

function countRuns(count: number): string {
  return count === 1 ? '1 run waits' : `${count} runs wait`;
}

/** A reason without what differs from call to call: the call, its request id, numbers. */
function essenceOf(reason: string): string {
  return reason
    .replace(/^[A-Z]+ \S+: /, '')
    .replace(/ \(request id .*\)$/s, '')
    .replace(/[0-9a-f]{8,}|\d+/gi, '#');
}

/** Tells outages what observers of steps are told. */
export function watchOutages(outages: Outages): StepObserver {
  return {
    heldUp: outages.heldUp,
    progressed: outages.goesOn,
    ended(attempt, { outcome }) {
      if (outcome === 'done') outages.goesOn(attempt);
      else if (outcome !== 'failed') outages.ended(attempt);
    },
  };
}
