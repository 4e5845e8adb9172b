import type { IngestProgress, IngestSummary, Overview, OverviewGroup } from '../../client/index.ts';
import type { Waiting } from '../../contracts/progress.ts';
import { transferredBytes } from '../../contracts/transferred-bytes.ts';
import { listed, say } from '../../lib/words/say.ts';
import type { Colors } from '../context.ts';
import { waitReason } from './standstill.ts';
import { cut, cutMiddle, pad, printable, textWidth } from './text.ts';
import { formatBytes, formatRate, formatTime } from './units.ts';

/** What a frame of `top` is drawn with. */
export interface TopFrame {
  overview: Pick<Overview, 'groups' | 'syncs' | 'runsNotLookedAt'>;
  /** What is known of the ingestions that were looked at one by one. */
  details: ReadonlyMap<string, IngestProgress>;
  /** Bytes per second of those. */
  rates: ReadonlyMap<string, number>;
  /** The id of the ingestion that keys act on. */
  selected: string | undefined;
  /** Columns of the screen. */
  width: number;
  /** Lines of the screen. */
  height: number;
  /** What is told below: the answer to a key, or a question. Default: what the keys do. */
  message?: string | undefined;
  nowMs: number;
  colors: Colors;
}

/** What the keys do; the first that there is room for. */
const KEYS = [
  '↑↓ choose · r retry · p pause/resume · c cancel · R P C the whole group · d details · u UI address · q quit',
  '↑↓ r retry · p pause · c cancel · R P C whole group · d details · u UI · q quit',
  'r retry p pause c cancel (RPC: group) d details u UI q quit',
] as const;
const ID_WIDTH = 24;
const STAGE_WIDTH = 11;
const DAY_MS = 86_400_000;
/** Narrower screens have no room for bytes beside their rate. */
const NARROW = 76;

/** The lines of a frame: figures, each group with as many of its ingestions as there is room for, and what the keys do. */
export function topLines(frame: TopFrame): string[] {
  const { overview, width, height } = frame;
  const foot = footLines(frame);
  const syncs = syncsLine(frame);
  const head = [headLine(frame), '', ...(syncs === undefined ? [] : [syncs])];
  const room = Math.max(0, height - head.length - foot.length);
  const groups = overview.groups.slice(0, room);
  const rooms = roomsOf(groups, frame.selected, room - groups.length);
  const body = groups.flatMap((group, at) => groupLines(group, rooms[at] ?? 0, frame));
  if (groups.length === 0) body.push(cut(say('nothing is open'), width));
  return [...head, ...body, ...Array.from({ length: Math.max(0, room - body.length) }, () => ''), ...foot];
}

/** The ingestions that a frame shows one by one, in their order. */
export function shownIngestions(frame: TopFrame): IngestSummary[] {
  const { overview, height } = frame;
  const room = Math.max(0, height - 2 - (syncsLine(frame) === undefined ? 0 : 1) - footLines(frame).length);
  const groups = overview.groups.slice(0, room);
  const rooms = roomsOf(groups, frame.selected, room - groups.length);
  return groups.flatMap((group, at) => windowOf(group, rooms[at] ?? 0, frame.selected));
}

/** Lines for each group: an equal share, and what others leave goes to the one that is chosen in, then to the first. */
function roomsOf(groups: readonly OverviewGroup[], selected: string | undefined, room: number): number[] {
  const wanted = groups.map(({ ingestions }) => ingestions.length);
  const share = Math.floor(room / Math.max(1, groups.length));
  const rooms = wanted.map((number) => Math.min(number, share));
  let left = room - rooms.reduce((sum, number) => sum + number, 0);
  const chosen = groups.findIndex(({ ingestions }) => ingestions.some(({ id }) => id === selected));
  for (const at of [chosen, ...groups.keys()]) {
    if (at < 0) continue;
    const more = Math.min(left, (wanted[at] ?? 0) - (rooms[at] ?? 0));
    rooms[at] = (rooms[at] ?? 0) + more;
    left -= more;
  }
  return rooms;
}

/** As many as there is room for, the chosen one among them. */
function windowOf({ ingestions }: OverviewGroup, room: number, selected: string | undefined): IngestSummary[] {
  const chosen = ingestions.findIndex(({ id }) => id === selected);
  const from = chosen < room ? 0 : chosen - room + 1;
  return ingestions.slice(from, from + room);
}

function groupLines(group: OverviewGroup, room: number, frame: TopFrame): string[] {
  const { width, colors, nowMs } = frame;
  const hidden = group.count - room;
  const title = `${groupText(group, nowMs)}${hidden > 0 && room > 0 ? say(' ({count} shown)', { count: room }) : ''}`;
  const paint = group.state === 'moving' ? colors.bold : colors.yellow;
  return [
    paint(cut(title, width)),
    ...windowOf(group, room, frame.selected).map((ingestion) => rowLine(ingestion, frame)),
  ];
}

/** Why a group does not move: `12 wait for platform cq since 02:41: connection refused`. */
export function groupText({ state, count, waiting, platform }: OverviewGroup, nowMs: number): string {
  const one = count === 1;
  if (waiting === undefined) {
    if (state === 'paused') return say(one ? '{count} is paused' : '{count} are paused', { count });
    return say(one ? '{count} moves' : '{count} move', { count });
  }
  return say(
    one ? '{count} waits for {what} since {since}: {reason}' : '{count} wait for {what} since {since}: {reason}',
    {
      count,
      what: whatText(waiting, platform),
      since: clockText(waiting.since, nowMs),
      reason: waitReason(waiting),
    },
  );
}

/** Which ingestions a group has: `that wait for platform cq`. */
export function groupWords({ state, count, waiting, platform }: OverviewGroup): string {
  const one = count === 1;
  if (waiting === undefined) {
    if (state === 'paused') return say(one ? 'that is paused' : 'that are paused');
    return say(one ? 'that moves' : 'that move');
  }
  return say(one ? 'that waits for {what}' : 'that wait for {what}', { what: whatText(waiting, platform) });
}

function whatText(waiting: Waiting, platform: string | undefined): string {
  const name = platform === undefined ? '' : ` ${printable(platform)}`;
  switch (waiting.for) {
    case 'platform':
      return `${say('platform')}${name}`;
    case 'rate':
      return name === '' ? say('the rate of its platform') : say('the rate of {name}', { name: name.trim() });
    case 'host':
      return waiting.host === undefined ? say('its host') : `${say('host')} ${printable(waiting.host)}`;
    case 'worker':
      return say('a worker');
    case 'ingestion':
      return say('another ingestion');
  }
}

/** The local time of today, `02:41`, or with its date. */
function clockText(iso: string, nowMs: number): string {
  const [date = '', time = ''] = formatTime(iso).split(' ');
  const minute = time.slice(0, 5);
  return nowMs - Date.parse(iso) < DAY_MS ? minute : `${date} ${minute}`;
}

function rowLine(ingestion: IngestSummary, { details, rates, selected, width, colors }: TopFrame): string {
  const { id, cancelling } = ingestion;
  const known = details.get(id);
  const { stage, percent } = known ?? ingestion;
  const isSelected = id === selected;
  const rate = rates.get(id);
  const cells = [
    pad(cutMiddle(printable(id), ID_WIDTH), ID_WIDTH),
    pad(
      cancelling === true || known?.cancelling === true ? say('cancelling') : stage === undefined ? '' : say(stage),
      STAGE_WIDTH,
    ),
    percent === undefined ? '     ' : `${String(Math.floor(percent)).padStart(3)} %`,
    ...(width < NARROW ? [] : [pad(known === undefined ? '' : bytesText(known), 21, 'left')]),
    rate === undefined || rate <= 0 ? '' : formatRate(rate),
  ];
  const line = cut(`${isSelected ? '>' : ' '} ${cells.join(' ').trimEnd()}`, width);
  return isSelected ? colors.bold(line) : line;
}

function bytesText(progress: IngestProgress): string {
  const { done, total } = transferredBytes(progress);
  return total === 0 ? '' : ofText(done, total);
}

function ofText(done: number, total: number): string {
  return say('{done} of {total}', { done: formatBytes(Math.round(done)), total: formatBytes(total) });
}

function headLine(frame: TopFrame): string {
  const { overview, rates, details, colors, width } = frame;
  const counts = { waiting: 0, paused: 0, moving: 0 };
  for (const { state, count } of overview.groups) counts[state] += count;
  const all = counts.waiting + counts.paused + counts.moving;
  const rate = [...rates.values()].reduce((sum, one) => sum + one, 0);
  const known = [...details.values()].map(transferredBytes);
  const [done, total] = [known.reduce((sum, one) => sum + one.done, 0), known.reduce((sum, one) => sum + one.total, 0)];
  const of = details.size < all ? say(' (the {count} shown)', { count: details.size }) : '';
  const parts = [
    say('{count} open', { count: all }),
    say('{count} wait', { count: counts.waiting }),
    ...(counts.paused === 0 ? [] : [say('{count} paused', { count: counts.paused })]),
    // Where none was looked at by itself, as in one look without a terminal, neither is known.
    ...(details.size === 0 ? [] : [formatRate(rate), `${ofText(done, total)}${of}`]),
    ...(overview.runsNotLookedAt === 0 ? [] : [say('{count} more', { count: overview.runsNotLookedAt })]),
  ];
  return colors.bold(cut(parts.join(' · '), width));
}

function syncsLine({ overview, width }: TopFrame): string | undefined {
  const { syncs } = overview;
  if (syncs.length === 0) return undefined;
  const names = syncs.map(({ name, waiting }) => `${printable(name)}${waiting === undefined ? '' : say(' (waits)')}`);
  return cut(
    say(syncs.length === 1 ? '{count} sync is being made: {names}' : '{count} syncs are being made: {names}', {
      count: syncs.length,
      names: listed(names),
    }),
    width,
  );
}

function footLines({ message, width, height, colors }: TopFrame): string[] {
  if (message === undefined) return ['', colors.dim(cut(keysText(width), width))];
  // An address is to be copied: it is never cut.
  const lines: string[] = [];
  for (let rest = message; rest !== ''; rest = rest.slice(lines.at(-1)?.length ?? rest.length)) {
    lines.push(cutExactly(rest, width));
  }
  return ['', ...lines.slice(0, Math.max(1, height - 3))];
}

function keysText(width: number): string {
  const texts = KEYS.map((keys) => say(keys));
  return texts.find((keys) => textWidth(keys) <= width) ?? texts.at(-1) ?? '';
}

/** As many characters as fit, without a mark. */
function cutExactly(text: string, width: number): string {
  const cutText = cut(text, width);
  return cutText === text ? text : text.slice(0, Math.max(1, cutText.length - 1));
}
