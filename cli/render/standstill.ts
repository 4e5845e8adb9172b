import type { IngestProgress, Waiting } from '../../contracts/progress.ts';
import { keptSayer, say, translated } from '../../lib/words/say.ts';
import type { PlainText } from '../../lib/words/text.ts';
import { printable } from './text.ts';
import { formatDuration, formatTime } from './units.ts';

/** Why an ingestion makes no progress, or why its progress is not known. */
export interface Standstill {
  /** Equal for equal causes, however they are worded. */
  reason: string;
  text: string;
}

/** The reason of every {@link Standstill} that comes from there being no worker. */
export const NO_WORKER = 'no worker';

/** Why an ingestion stands still, each reason once: that no worker answers is both a note and a wait. */
export function standstills(progress: IngestProgress, nowMs: number): Standstill[] {
  const { waiting, note } = progress;
  const found: Standstill[] = [];
  if (waiting !== undefined) {
    const reason = waiting.for === 'worker' ? NO_WORKER : `${waiting.for}: ${waiting.reason}`;
    found.push({ reason, text: waitingText(waiting, nowMs) });
  }
  // The library's own words: a note has no type.
  const reason = note?.startsWith(NO_WORKER) === true ? NO_WORKER : note;
  if (note !== undefined && reason !== undefined && found[0]?.reason !== reason) {
    found.push({ reason, text: printable(keptSayer(progress)(note)) });
  }
  if (progress.cancelling === true)
    found.push({ reason: 'cancelling', text: say('cancelling: {what}', { what: cancellingText(progress) }) });
  return found;
}

/** How a cancellation that was asked for comes to its end. */
export function cancellingText({ waiting, note }: IngestProgress): string {
  const hasNoWorker = waiting?.for === 'worker' || note?.startsWith(NO_WORKER) === true;
  return say(hasNoWorker ? 'it ends once a worker takes that up' : 'what must not be cut short is finished first');
}

/** The state without the wait for a worker, for users who have been told of it already. */
export function withoutWorkerTalk(progress: IngestProgress): IngestProgress {
  const { waiting, note, ...rest } = progress;
  return {
    ...rest,
    ...(waiting === undefined || waiting.for === 'worker' ? {} : { waiting }),
    ...(note === undefined || note.startsWith(NO_WORKER) ? {} : { note }),
  };
}

const WORDS: Record<Waiting['for'], PlainText> = {
  platform: 'waiting for the platform',
  rate: 'waiting (the platform asks to slow down)',
  host: 'waiting for the host',
  worker: 'waiting for the worker',
  ingestion: 'waiting for another ingestion',
};

/** Why an ingestion waits, and until when, in one line. */
export function waitingText(waiting: Waiting, nowMs: number): string {
  const since = Date.parse(waiting.since);
  const next = waiting.nextAttemptAt === undefined ? Number.NaN : Date.parse(waiting.nextAttemptAt);
  const what = say(WORDS[waiting.for]);
  const forHow =
    Number.isNaN(since) || nowMs - since < 1000 ? '' : say(' for {time}', { time: formatDuration(nowMs - since) });
  const again = Number.isNaN(next)
    ? ''
    : next <= nowMs
      ? say(', trying now')
      : say(', next attempt in {time}', { time: formatDuration(Math.max(1000, next - nowMs)) });
  return say('{title}: {text}', { title: `${what}${forHow}${again}`, text: waitReason(waiting) });
}

/** Why an ingestion waits, as far as it can be said in the language: runs of earlier versions kept English alone. */
export function waitReason(waiting: Pick<Waiting, 'reason' | 'told'>): string {
  return printable(translated(keptSayer(waiting)(waiting.reason)));
}

/** A platform may take as long for an answer without anything being wrong. */
const SILENCE_TOLD_AFTER_MS = 5_000;

/** For how long no call under way has been answered, once that is worth a word. */
export function silenceText({ silentSince, waiting }: IngestProgress, nowMs: number): string | undefined {
  if (silentSince === undefined || waiting !== undefined) return undefined;
  const silentMs = nowMs - Date.parse(silentSince);
  return silentMs >= SILENCE_TOLD_AFTER_MS
    ? say('no answer for {time}', { time: formatDuration(silentMs) })
    : undefined;
}

/** For how long an ingestion has been paused. */
export function pausedText(pausedSince: string, nowMs: number): string {
  return say('for {time}, since {since}', {
    time: formatDuration(Math.max(0, nowMs - Date.parse(pausedSince))),
    since: formatTime(pausedSince),
  });
}
