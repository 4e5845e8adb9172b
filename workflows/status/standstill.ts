import { isDelivered } from '../../contracts/kinds.ts';
import { STAGES, type Waiting } from '../../contracts/progress.ts';
import type { ProgressSummary } from '../../contracts/state.ts';
import { mostUrgent, withShortReason } from '../../contracts/waiting.ts';
import { isOpenSlice } from '../ingest/ingest-progress.ts';
import type { IngestState } from '../ingest/ingest-run.ts';
import { isAlive } from '../ingest/ingest-state.ts';
import type { OpenStep } from '../steps/open-steps.ts';

/** Characters of a reason in the memo: a line of a list. */
const MAX_REASON_LENGTH = 300;
/** Hosts that a memo names. */
const MAX_HOSTS = 20;

/** What the memo tells of a run that does not move, or may be held up by a host; nothing of one that has ended. */
export function standstillOf(
  state: IngestState,
  steps: readonly OpenStep[],
  isCancelling: boolean,
): Pick<ProgressSummary, 'waiting' | 'hosts' | 'cancelling'> {
  if (state.outcome !== undefined) return {};
  const waiting = mostUrgent([
    ...steps.flatMap(({ waiting: one, host }) => (one === undefined ? [] : onHost(one, host))),
    ...(state.slices ?? []).flatMap((slice) => slice.waiting ?? []),
  ]);
  const hosts = hostsOf(state, steps);
  return {
    ...(waiting === undefined ? {} : { waiting: shortened(waiting) }),
    ...(hosts.length === 0 ? {} : { hosts }),
    ...(isCancelling ? { cancelling: true } : {}),
  };
}

function onHost(waiting: Waiting, host: string | undefined): Waiting {
  return waiting.for === 'host' && host !== undefined ? { ...waiting, host } : waiting;
}

/** Without the next attempt, which would be over by the time that it is read. */
function shortened({ nextAttemptAt: _nextAttemptAt, ...waiting }: Waiting): Waiting {
  return withShortReason(waiting, MAX_REASON_LENGTH);
}

/** The hosts whose disks have files that are not sent yet; once all are sent, those that a step is on. */
function hostsOf({ files, slices, request }: IngestState, steps: readonly OpenStep[]): string[] {
  const toRead = [
    ...files.flatMap((file) => (isAlive(file) && !isDelivered(file) && isToRead(file.stage) ? (file.host ?? []) : [])),
    ...(slices ?? []).flatMap((slice) =>
      isOpenSlice(slice) && isToRead(slice.stage)
        ? request.files.slice(slice.from, slice.from + slice.count).flatMap(({ host }) => host ?? [])
        : [],
    ),
  ];
  const hosts = new Set(toRead.length > 0 ? toRead : steps.flatMap(({ host }) => host ?? []));
  return [...hosts].sort().slice(0, MAX_HOSTS);
}

function isToRead(stage: (typeof STAGES)[number]): boolean {
  return STAGES.indexOf(stage) <= STAGES.indexOf('upload');
}
