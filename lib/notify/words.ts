import { labelsText } from '../../contracts/labels.ts';
import type { Notice, NoticeType } from '../../contracts/notify.ts';
import { MAX_IDS } from '../../contracts/notify.ts';
import type { Waiting } from '../../contracts/progress.ts';
import { boundedWords } from '../http/words.ts';

/** Characters of a reason. */
const MAX_REASON_LENGTH = 500;
/** Characters of labels. */
const MAX_LABELS_LENGTH = 300;

const WAITS_FOR: Record<Waiting['for'], string> = {
  platform: 'for the platform',
  rate: 'until the platform takes more',
  host: 'for a host',
  worker: 'for a worker',
  ingestion: 'for another ingestion',
};

const HAPPENED: Record<Exclude<NoticeType, 'stuck' | 'recovered' | 'syncLate' | 'test'>, string> = {
  partial: 'delivered in part',
  failed: 'failed',
  completed: 'completed',
};

/** A message in one line. It has the name of this program, which robots may want as a keyword. */
export function titleOf({ type, data }: Notice): string {
  const { platform, count, waiting } = data;
  const on = platform === '' ? '' : ` on ${platform}`;
  switch (type) {
    case 'test':
      return 'modelrail: this is a test';
    case 'syncLate':
      return `modelrail: ${count === 1 ? '1 sync is' : `${count} syncs are`} late`;
    case 'stuck':
      return `modelrail: ${ingestions(count)} ${count === 1 ? 'waits' : 'wait'} ${waiting === undefined ? '' : WAITS_FOR[waiting.for]}${on}`;
    case 'recovered':
      return `modelrail: over, ${ingestions(count)} no longer ${count === 1 ? 'waits' : 'wait'} ${waiting === undefined ? '' : WAITS_FOR[waiting.for]}${on}`;
    default:
      return `modelrail: ${ingestions(count)} ${HAPPENED[type]}${on}`;
  }
}

/** What more there is to say, a line each. */
export function linesOf({ type, timestamp, data }: Notice): string[] {
  const { waiting, ids, count, url } = data;
  const more = count - ids.length;
  const named = ids.slice(0, MAX_IDS).join(', ');
  return [
    ...(waiting === undefined ? [] : [`since: ${waiting.since}`]),
    ...(waiting === undefined || type === 'recovered'
      ? []
      : [`reason: ${boundedWords(waiting.reason.replaceAll(/\s+/g, ' '), MAX_REASON_LENGTH)}`]),
    ...(waiting?.host === undefined ? [] : [`host: ${waiting.host}`]),
    ...(named === ''
      ? []
      : [`${type === 'syncLate' ? 'syncs' : 'ingestions'}: ${named}${more > 0 ? ` and ${more} more` : ''}`]),
    ...labelLines(data),
    `found: ${timestamp}`,
    ...(url === undefined ? [] : [url]),
  ];
}

/** Of one ingestion its labels, of several whose they are, in a line. */
function labelLines({ count, labels = {} }: Notice['data']): string[] {
  const all = Object.entries(labels).map(([id, own]) => (count === 1 ? labelsText(own) : `${id} (${labelsText(own)})`));
  return all.length === 0 ? [] : [`labels: ${boundedWords(all.join(', '), MAX_LABELS_LENGTH)}`];
}

function ingestions(count: number): string {
  return `${count} ${count === 1 ? 'ingestion' : 'ingestions'}`;
}
