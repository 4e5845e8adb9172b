import { adviceOn, isWorthRetrying, pausedAdvice, retryCommand, waitingAdvice } from '../../contracts/advice.ts';
import type { ErrorInfo } from '../../contracts/errors.ts';
import { FAILURE_DELAY } from '../../contracts/policies.ts';
import type { IngestProgress, Waiting } from '../../contracts/progress.ts';
import type { OpenStep } from '../steps/open-steps.ts';
import { escapeText, timeText } from './markdown.ts';

/** Reasons to wait, and kinds of errors, that are told. */
const MAX_REASONS = 3;
/** Steps under way that are told. */
const MAX_STEPS = 8;
/** Files that are named for one kind of error. */
const MAX_NAMES = 3;

/** Why a run stands still and what to do about it, as paragraphs of Markdown. */
export function standstillLines(progress: IngestProgress, steps: readonly OpenStep[]): string[] {
  const { id, cancelling, pausedSince, slices = [] } = progress;
  const ending = cancelling === true ? ['**Cancelling**: what must not be cut short is finished first', ''] : [];
  const paused =
    pausedSince === undefined
      ? []
      : paragraph(`**Paused** since ${timeText(pausedSince)}: nothing is begun or sent`, pausedAdvice(id));
  const waits = [
    ...steps.flatMap(({ waiting, summary, retryEveryMs }) => (waiting ? { waiting, what: summary, retryEveryMs } : [])),
    ...slices.flatMap(({ waiting, from, count }) =>
      waiting ? { waiting, what: `files ${from + 1} to ${from + count}`, retryEveryMs: undefined } : [],
    ),
  ];
  const reasons = new Map<string, (typeof waits)[number] & { others: number }>();
  for (const wait of waits) {
    const key = `${wait.waiting.for} ${wait.waiting.reason}`;
    const same = reasons.get(key);
    if (same === undefined) reasons.set(key, { ...wait, others: 0 });
    else same.others += 1;
  }
  const told = [...reasons.values()].slice(0, MAX_REASONS);
  return [
    ...ending,
    ...paused,
    ...told.flatMap(({ waiting, what, retryEveryMs, others }) => {
      const more = others === 0 ? '' : ` and ${others} more ${others === 1 ? 'step' : 'steps'}`;
      const since = `since ${timeText(waiting.since)}${everyText(retryEveryMs)}`;
      return [
        `**Waits for ${NOUNS[waiting.for]}** ${since}`,
        ...paragraph(
          `${escapeText(what)}${more}: ${escapeText(waiting.reason, 400)}`,
          escapeOutsideCode(waitingAdvice(waiting, id)),
        ),
      ];
    }),
  ];
}

/** What a step said of its next attempt holds for the ones after it as well. */
function everyText(retryEveryMs: number | undefined): string {
  if (retryEveryMs === undefined) return '';
  const isOwn = retryEveryMs <= FAILURE_DELAY.maxMs;
  const seconds = Math.round((isOwn ? FAILURE_DELAY.maxMs : retryEveryMs) / 1_000);
  return `, tried again every ${seconds} s${isOwn ? ' at the latest' : ''}`;
}

const NOUNS: Record<Waiting['for'], string> = {
  platform: 'the platform',
  rate: "the platform's rate limit (too many requests)",
  host: 'its host',
  worker: 'a worker',
  ingestion: 'another ingestion',
};

/** The steps under way, and which host has to take them; those that wait have been told of. */
export function stepLines(steps: readonly OpenStep[]): string[] {
  const going = steps.filter(({ waiting }) => waiting === undefined);
  if (going.length === 0) return [];
  const told = going.slice(0, MAX_STEPS).map(({ summary, host, since }) => {
    const where = host === undefined ? '' : `, on host ${escapeText(host)}`;
    return `${escapeText(summary)}${where}, since ${timeText(since)}`;
  });
  const more = going.length - told.length;
  const hosts = new Set(going.flatMap(({ host }) => host ?? []));
  return [
    '**Under way** (how far: *Pending Activities*)',
    ...told,
    ...(more > 0 ? [`… and ${more} more ${more === 1 ? 'step' : 'steps'}`] : []),
    ...(hosts.size === 0 ? [] : [`→ does not move? \`modelrail worker\` has to run on ${names([...hosts])}`]),
    '',
  ];
}

/** What went wrong, and the way out of it. */
export function failureLines(progress: IngestProgress): string[] {
  const { error, files, slices = [], closedAt } = progress;
  const failed = [
    ...files.flatMap(({ name, error: own }) => (own === undefined ? [] : [{ name, error: own }])),
    ...slices.flatMap((slice) =>
      slice.error === undefined
        ? []
        : [{ name: `files ${slice.from + 1} to ${slice.from + slice.count}`, error: slice.error }],
    ),
  ];
  const ofTypes = new Map<string, { error: ErrorInfo; names: string[] }>();
  for (const one of failed) {
    const same = ofTypes.get(one.error.type);
    if (same === undefined) ofTypes.set(one.error.type, { error: one.error, names: [one.name] });
    else same.names.push(one.name);
  }
  // A run whose files failed has the words of the first one.
  if (error !== undefined && !ofTypes.has(error.type)) ofTypes.set(error.type, { error, names: [] });
  const told = [...ofTypes.values()];
  const isWorth = closedAt !== undefined && told.some(({ error: { type } }) => isWorthRetrying(type));
  return [
    ...told.slice(0, MAX_REASONS).flatMap(({ error: failure, names: of }) => {
      const { type, message } = failure;
      const whose = of.length === 0 ? '' : ` · ${names(of)}`;
      return paragraph(`**${type}**${whose}: ${escapeText(message, 400)}`, adviceOn(failure, progress));
    }),
    ...(isWorth
      ? [`**What to do**: \`${retryCommand(progress)}\` does again what failed; what is delivered stays`, '']
      : []),
  ];
}

/** What is, and what to do about it: in one paragraph, since the UI sets paragraphs far apart and keeps lines. */
function paragraph(what: string, toDo: string): string[] {
  return [what, `→ ${toDo}`, ''];
}

function names(all: readonly string[]): string {
  const more = all.length - MAX_NAMES;
  return `${all
    .slice(0, MAX_NAMES)
    .map((name) => escapeText(name))
    .join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Advice has commands as code, and the name of a host as the user wrote it. */
function escapeOutsideCode(advice: string): string {
  return advice
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : escapeText(part, 400)))
    .join('');
}
