import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { KINDS } from '../../contracts/kinds.ts';
import type { Stage } from '../../contracts/progress.ts';
import { STEPS } from '../../contracts/steps.ts';
import { pendingSteps, untilSteps } from '../support/pending-steps.ts';
import { temporalAddress } from '../support/provided.ts';
import type { Fault } from '../support/simulator-control.ts';
import { COMMON_STEPS } from './common-steps.ts';
import { expectWhole, problemOf } from './expectations.ts';
import { type KindSystem, startKindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { chunkedModel, smallModel } from './model.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { RunLog } from './run-log.ts';
import { startTemporalGate, type TemporalGate } from './temporal-gate.ts';

/** Not answered until the fault is removed. */
const NEVER_MS = 3_600_000;

/** A run that is paused or cancelled while it is in a certain step. */
interface Case {
  step: string;
  stage: Stage;
  platform: string;
  id: string;
  /** As it was when it was held. */
  held?: IngestProgress;
  /** Requests when it was paused and nothing was under way any more, and after another ingestion was delivered since. */
  requests?: [paused: number, later: number];
  /** As it was after that. */
  paused?: IngestProgress;
  /** How it ended when it was cancelled. */
  cancelled?: IngestProgress;
  /** What it left then. */
  remains?: string[][] | undefined;
  result?: IngestProgress;
  problems: string[];
}

/**
 * Pause, cancel and retry in each step over files: all runs are held in their step first, then all are told. The platform
 * goes on not answering until what was told has had its effect: only what the kind names is answered before.
 */
export function control(under: KindUnderTest, log: RunLog, rehearsal: () => Rehearsal): void {
  const { uncut = {}, last = {} } = under;
  const casesOf = (what: string, isWanted: (step: string) => boolean = () => true) =>
    stepsOf(under)
      .filter(({ step }) => isWanted(step))
      .map((one): Case => ({ ...one, platform: `${what}-${one.step}`, id: '', problems: [] }));
  const isLast = (step: string) => last[step] !== undefined;
  const isCut = ({ step }: Case) => uncut[step] === undefined && !isLast(step);
  const paused = casesOf('paused');
  const cancelled = casesOf('cancelled');
  /** Cancelled as well, and the call that was under way is answered. */
  const answered = casesOf('answered', isLast);
  const all = [...paused, ...cancelled, ...answered];
  const model = chunkedModel(under, 200);
  const models = [model, smallModel(under, 201)];

  describe('in each step', () => {
    let run: KindSystem;
    let gate: TemporalGate;

    beforeAll(async () => {
      gate = await startTemporalGate(temporalAddress());
      run = await startKindSystem(under, log, [...all.map(({ platform }) => platform), 'other'], {
        temporalAddress: gate.address,
        settings: { timeouts: { connect: '10s', request: '10m' } },
        isWatched: true,
      });
      const { client } = run.system;
      await run.system.worker();
      const toCancel = [...cancelled, ...answered];
      await inEach(all, 'to be held', holdIn);
      await inEach(toCancel, 'to be cancelled', ({ id }) => client.cancel(id));
      await inEach(paused, 'to be paused', ({ id }) => client.pause(id));
      await inEach(paused, 'until it is paused', untilPaused);
      gate.release();
      const ends = inEach(toCancel, 'to be retried', retryCancelled);
      await inEach(paused.filter(isCut), 'until it has stopped', untilStopped);
      await inEach(
        paused.filter((one) => !isCut(one)),
        'to come to its end',
        letEnd,
      );
      await Promise.all([inEach(paused, 'to be looked at', lookAtPaused), ends]);
    }, 300_000);
    afterAll(async () => {
      await run?.[Symbol.asyncDispose]();
      await gate?.[Symbol.asyncDispose]();
    });

    /** Does this in all of them at once. What is thrown is kept with its case: the others go on. */
    async function inEach(cases: readonly Case[], what: string, act: (one: Case) => Promise<unknown>): Promise<void> {
      await Promise.all(
        cases.map(async (one) => {
          const done = act(one).then(() => undefined);
          one.problems.push(...(await problemOf(what, done)));
        }),
      );
    }

    async function untilPaused({ id }: Case): Promise<void> {
      await run.system.until(id, ({ status }) => status === 'paused');
    }

    async function holdIn(one: Case): Promise<void> {
      const platform = run.control(one.platform);
      const fault = holdOf(under, one.step, rehearsal());
      one.id = randomUUID();
      // From the step on, not before: other steps ask the same. And before it starts: a run may come to it at once.
      const isHeld = fault === undefined ? gate.hold(one.id, one.step) : undefined;
      if (fault !== undefined) gate.before(one.id, one.step, () => platform.fault({ ...fault, id: 'hold' }));
      await run.start(one.platform, models, undefined, one.id);
      await (isHeld ?? platform.untilFault());
      // Of a kind that registers files while others are sent these come to the stage a little later.
      one.held = await run.system.until(one.id, ({ stage, closedAt }) => stage === one.stage || closedAt !== undefined);
    }

    /** Its steps end while the platform does not answer; then nothing is held back any more. */
    async function untilStopped(one: Case): Promise<void> {
      try {
        await untilSteps(one.id, ({ length }) => length === 0);
      } finally {
        await run.control(one.platform).clearFaults();
      }
    }

    /** By now others have stopped: a call that is not cut is still waited for, and comes to its end. */
    async function letEnd(one: Case): Promise<void> {
      const names = (await pendingSteps(one.id)).map(({ name }) => name);
      if (!names.includes(one.step)) one.problems.push(`${one.step} was stopped: it is not one that is never cut`);
      await run.control(one.platform).clearFaults();
      await untilSteps(one.id, ({ length }) => length === 0);
    }

    async function lookAtPaused(one: Case): Promise<void> {
      const { client } = run.system;
      const platform = run.control(one.platform);
      const position = paused.indexOf(one);
      // A whole ingestion by the same worker: time enough for a request that was held back to be seen to end.
      await run.system.finish(await run.start('other', [smallModel(under, 300 + position)]));
      const atRest = await platform.requests();
      // And for whatever is still to come.
      await run.system.finish(await run.start('other', [smallModel(under, 350 + position)]));
      one.requests = [atRest, await platform.requests()];
      one.paused = await client.get(one.id);
      if (one.paused.closedAt === undefined) await client.resume(one.id);
      one.result = await run.system.finish(one.id);
    }

    async function retryCancelled(one: Case): Promise<void> {
      const { client } = run.system;
      const platform = run.control(one.platform);
      if (answered.includes(one)) await platform.clearFaults();
      // The last call of all has its time: only then it is cut.
      else if (!isLast(one.step)) await untilStopped(one);
      one.cancelled = await endOf(one.id);
      await platform.clearFaults();
      one.remains = await under.remains?.(platform);
      if (one.cancelled.status === 'completed') return;
      await under.look?.(platform, one.cancelled);
      await client.retry(one.id);
      one.result = await run.system.finish(one.id);
    }

    /** The end as a worker knows it: on a busy machine it may not answer in time, and without it no leftovers are known. */
    async function endOf(id: string): Promise<IngestProgress> {
      let end = await run.system.finish(id);
      while (end.note !== undefined) end = await run.system.client.get(id);
      return end;
    }

    async function check(one: Case, result: IngestProgress | undefined): Promise<void> {
      expect(one.problems).toEqual([]);
      expect(one.held?.stage).toBe(one.stage);
      expect(await run.falls(one.id)).toEqual([]);
      await expectWhole(under, run.control(one.platform), result, models);
    }

    it.each(paused)('pause in $step: nothing is asked until resume, and nothing is there twice', async (one) => {
      const [atRest, later] = one.requests ?? [];
      expect(later).toBe(atRest);
      expect(one.paused?.status).toBe(isLast(one.step) ? 'completed' : 'paused');
      await check(one, one.result);
    });

    it.each(cancelled)('cancel in $step: what stays is listed, and retry delivers the rest', async (one) => {
      expect(one.cancelled?.status).toBe('cancelled');
      expect(one.cancelled?.error?.type).toBe('Cancelled');
      const told = one.cancelled?.leftovers ?? [];
      const untold = (one.remains ?? []).filter(
        (names) => !told.some((line) => names.some((name) => line.includes(name))),
      );
      expect({ untold, told }).toEqual({ untold: [], told });
      await check(one, one.result);
    });

    it.runIf(answered.length > 0)('cancel in the last call of all: it comes to its end', async () => {
      for (const one of answered) await check(one, one.cancelled);
    });
  });
}

/** The steps over files of every run of the kind, with their stages; of those that all kinds share the last one. */
function stepsOf({ kind, unreached = {} }: KindUnderTest): Pick<Case, 'step' | 'stage'>[] {
  const { steps, sends } = KINDS[kind];
  return [...COMMON_STEPS[sends].slice(-1), ...Object.keys(steps)].flatMap((step) => {
    const { stage, isQuery } = STEPS.get(step) ?? {};
    return stage === undefined || isQuery || unreached[step] !== undefined ? [] : [{ step, stage }];
  });
}

/** How a run is held in a step: a request that is not answered; undefined for a step without any, whose end Temporal is not told. */
function holdOf({ holds = {} }: KindUnderTest, name: string, { steps }: Rehearsal): Fault | undefined {
  const step = steps.get(name);
  if (step === undefined) throw new Error(`no run of the rehearsal comes to ${name}`);
  const endpoint = step.endpoints.at(-1);
  const fault = holds[name] ?? (endpoint === undefined ? undefined : { match: { endpoint }, kind: 'delay' as const });
  return fault && { times: 1, delayMs: NEVER_MS, ...fault };
}
