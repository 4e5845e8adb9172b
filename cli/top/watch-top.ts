import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import {
  type IngestProgress,
  type IngestSummary,
  type Modelrail,
  ModelrailError,
  type Overview,
} from '../../client/index.ts';
import { createRateMeter, type RateMeter } from '../../contracts/rate-meter.ts';
import { transferredBytes } from '../../contracts/transferred-bytes.ts';
import { say } from '../../lib/words/say.ts';
import type { CliContext } from '../context.ts';
import { errorText } from '../render/error-words.ts';
import { detailLines } from '../render/top-details.ts';
import { shownIngestions, type TopFrame, topLines } from '../render/top-view.ts';
import { toModelrailError } from '../report-error.ts';
import { actOnAll, groupAction, groupQuestion, idsOfGroup, type UnderWay } from './group-actions.ts';
import { listenToKeys } from './keys.ts';
import { openScreen, type Screen } from './screen.ts';

/** Milliseconds between two looks. */
const LOOK_MS = 2_000;
/** Ingestions that are looked at at a time. */
const LOOKS_AT_ONCE = 4;

interface State {
  overview: Pick<Overview, 'groups' | 'syncs' | 'runsNotLookedAt'>;
  details: Map<string, IngestProgress>;
  meters: Map<string, RateMeter>;
  selected: string | undefined;
  message: string | undefined;
  /** The message is of a look, and passes with the next one. */
  isAboutLooking: boolean;
  /** What is done on `y`. */
  question: (() => Promise<void>) | undefined;
  /** What is done to a whole group, one thing at a time. */
  work: Work | undefined;
  isInDetail: boolean;
}

interface Work {
  /** How far it is, in words. */
  text: string;
  /** Lets what was asked for be done, and asks for no more. */
  stop(): void;
  ended: Promise<void>;
}

/** What a key may need beside the state. */
interface Surroundings {
  client: Modelrail;
  draw(): void;
  /** Of the whole view. */
  signal: AbortSignal;
}

/** Draws everything open until a key or `signal` ends it. */
export async function watchTop(
  context: CliContext,
  client: Modelrail,
  input: NodeJS.ReadableStream,
  signal: AbortSignal,
): Promise<void> {
  const state: State = {
    overview: { groups: [], syncs: [], runsNotLookedAt: 0 },
    details: new Map(),
    meters: new Map(),
    selected: undefined,
    message: say('looking …'),
    isAboutLooking: true,
    question: undefined,
    work: undefined,
    isInDetail: false,
  };
  const { stream } = context.out;
  const quit = new AbortController();
  const ended = AbortSignal.any([signal, quit.signal]);
  using screen = openScreen(context.out);
  const draw = () => {
    if (!ended.aborted) screen.draw(linesOf(context, state, screen));
  };
  const press = (name: string) => {
    if (name === 'quit' || (name === 'q' && state.question === undefined)) return quit.abort();
    void onKey({ client, draw, signal: ended }, state, name)
      .catch((error: unknown) => {
        state.message = errorText(toModelrailError(error));
      })
      .finally(draw);
    draw();
  };
  using _keys = listenToKeys(input, press);
  stream.on('resize', draw);
  try {
    while (!ended.aborted) {
      await look(context, client, state, screen);
      draw();
      await sleep(LOOK_MS, undefined, { signal: ended });
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  } finally {
    stream.off('resize', draw);
    await state.work?.ended;
  }
}

async function look(context: CliContext, client: Modelrail, state: State, screen: Screen): Promise<void> {
  try {
    state.overview = await client.overview({ isOpenOnly: true });
    const all = ingestionsOf(state);
    if (!all.some(({ id }) => id === state.selected)) state.selected = all[0]?.id;
    const shown = shownIngestions(frameOf(context, state, screen));
    const limit = pLimit(LOOKS_AT_ONCE);
    const known = await Promise.all(shown.map(({ id }) => limit(() => getIfThere(client, id))));
    state.details = new Map(known.flatMap((one) => (one === undefined ? [] : [[one.id, one]])));
    for (const id of state.meters.keys()) if (!state.details.has(id)) state.meters.delete(id);
    for (const [id, progress] of state.details) {
      const meter = state.meters.get(id) ?? createRateMeter();
      state.meters.set(id, meter);
      meter.add(Date.now(), transferredBytes(progress).sent);
    }
    if (state.isAboutLooking) state.message = undefined;
    state.isAboutLooking = false;
  } catch (error) {
    if (!(error instanceof ModelrailError) || error.type !== 'TemporalUnavailable') throw error;
    state.message = errorText(error);
    state.isAboutLooking = true;
  }
}

async function getIfThere(client: Modelrail, id: string): Promise<IngestProgress | undefined> {
  try {
    return await client.get(id);
  } catch (error) {
    if (error instanceof ModelrailError && error.type === 'NotFound') return undefined;
    throw error;
  }
}

function ingestionsOf({ overview }: State): IngestSummary[] {
  return overview.groups.flatMap(({ ingestions }) => ingestions);
}

function frameOf(context: CliContext, state: State, screen: Screen): TopFrame {
  const nowMs = Date.now();
  const rates = [...state.meters].flatMap(([id, meter]): [string, number][] => {
    const rate = meter.rate(nowMs);
    return rate === undefined ? [] : [[id, rate]];
  });
  return {
    overview: state.overview,
    details: state.details,
    rates: new Map(rates),
    selected: state.selected,
    width: screen.width,
    height: screen.height,
    message: state.work?.text ?? state.message,
    nowMs,
    colors: context.out.colors,
  };
}

function linesOf(context: CliContext, state: State, screen: Screen): string[] {
  const progress = state.isInDetail ? state.details.get(state.selected ?? '') : undefined;
  if (progress === undefined) return topLines(frameOf(context, state, screen));
  return detailLines(progress, { output: context.out, width: screen.width, height: screen.height, nowMs: Date.now() });
}

/** Does what a key is for. Errors: those of the library. */
async function onKey(surroundings: Surroundings, state: State, name: string): Promise<void> {
  const { client } = surroundings;
  const { question } = state;
  if (question !== undefined) {
    state.question = undefined;
    state.message = undefined;
    return name.toLowerCase() === 'y' ? question() : undefined;
  }
  state.message = undefined;
  if (state.work !== undefined && name === 'escape') return state.work.stop();
  if (name === 'up' || name === 'k') return move(state, -1);
  if (name === 'down' || name === 'j') return move(state, 1);
  const chosen = ingestionsOf(state).find(({ id }) => id === state.selected);
  if (chosen === undefined) return;
  const { id } = chosen;
  const group = state.overview.groups.find(({ ingestions }) => ingestions.includes(chosen));
  // What is under way is told where the others would be.
  if (state.work !== undefined && !['d', 'return'].includes(name)) return;
  const ofGroup = group && groupAction(group, name);
  if (group !== undefined && ofGroup !== undefined) {
    await work(surroundings, state, async (underWay) => {
      const ids = await idsOfGroup(client, group, underWay);
      if (ids.length === 0) {
        state.message = say('none of them is left');
        return;
      }
      // It is asked where it can be read.
      state.isInDetail = false;
      state.message = groupQuestion(ofGroup, group, ids.length);
      state.question = () =>
        work(surroundings, state, async (acting) => {
          state.message = await actOnAll(client, ofGroup, ids, acting);
        });
    });
    return;
  }
  switch (name) {
    case 'r': {
      const { isNewRun, retriedNow = 0 } = await client.retry(id);
      state.message = `${id}: ${isNewRun ? say('started again') : say('{count} waiting steps tried again now', { count: retriedNow })}`;
      return;
    }
    case 'p': {
      const isPaused = chosen.status === 'paused';
      await (isPaused ? client.resume(id) : client.pause(id));
      state.message = `${id}: ${say(isPaused ? 'goes on' : 'pausing')}`;
      return;
    }
    case 'c':
      state.message = say('cancel {id}? [y/N]', { id });
      state.question = async () => {
        await client.cancel(id);
        state.message = `${id}: ${say('cancelling')}`;
      };
      return;
    case 'd':
    case 'return':
    case 'escape':
      state.isInDetail = !state.isInDetail && name !== 'escape';
      return;
    case 'u':
      state.message =
        (state.details.get(id) ?? (await client.get(id))).url ?? say('the address of the Temporal UI is not known');
      return;
  }
}

/** Does something to a whole group, with what is told of it drawn as it goes. Errors: those of the library. */
async function work(
  { draw, signal: ofView }: Surroundings,
  state: State,
  run: (underWay: UnderWay) => Promise<void>,
): Promise<void> {
  const stopped = new AbortController();
  const signal = AbortSignal.any([ofView, stopped.signal]);
  const now: Work = {
    text: say('looking …'),
    stop() {
      now.text = say('stopping …');
      stopped.abort();
    },
    ended: Promise.resolve(),
  };
  const tell = (words: string) => {
    if (!signal.aborted) now.text = words;
    draw();
  };
  state.work = now;
  const running = run({ signal, tell });
  now.ended = running.catch(() => undefined);
  try {
    await running;
  } catch (error) {
    if (!signal.aborted) throw error;
    state.message = say('stopped: nothing was done');
  } finally {
    state.work = undefined;
  }
}

function move(state: State, by: number): void {
  const all = ingestionsOf(state);
  const at = all.findIndex(({ id }) => id === state.selected);
  state.selected = all[Math.min(all.length - 1, Math.max(0, at + by))]?.id;
}
