import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { KINDS } from '../../contracts/kinds.ts';
import { temporalAddress } from '../support/provided.ts';
import type { Fault } from '../support/simulator-control.ts';
import { COMMON_STEPS } from './common-steps.ts';
import { expectNothingFalse, expectWhole, problemOf } from './expectations.ts';
import { type KindSystem, startKindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { chunkedModel } from './model.ts';
import type { Rehearsal, RehearsedStep } from './rehearsal.ts';
import type { RunLog } from './run-log.ts';
import { startTemporalGate, type TemporalGate } from './temporal-gate.ts';

/** Nothing is answered until the worker is killed. */
const NEVER_MS = 3_600_000;
/** The step is done, and Temporal does not know. */
const DONE = 'when it is done';

/** Where a run is when its worker is killed. */
interface Place {
  platform: string;
  step: RehearsedStep;
  where: string;
  /** Keeps a request of the step from being answered; absent: {@link DONE}. */
  fault?: Fault;
}

/** A run that is to be held at its place. */
interface HeldRun extends Place {
  id: string;
  /** Settles when it is held; or has ended without having come to the place. */
  isHeld: Promise<unknown>;
  end: Promise<IngestProgress>;
}

/**
 * One run for each place in each step, all held there at the same time, and one SIGKILL for all: before a request took
 * effect, after it did, and when all is done and only Temporal does not know yet.
 */
export function kills(under: KindUnderTest, log: RunLog, rehearsal: () => Rehearsal): void {
  const { kind, unreached = {}, missed = {}, blind = {} } = under;

  describe('a worker is killed', () => {
    let run: KindSystem;
    let gate: TemporalGate;
    const runs: HeldRun[] = [];
    const model = chunkedModel(under, 100);

    beforeAll(async () => {
      const places = [...rehearsal().steps.values()].flatMap(placesIn);
      gate = await startTemporalGate(temporalAddress());
      run = await startKindSystem(
        under,
        log,
        places.map(({ platform }) => platform),
        { temporalAddress: gate.address, settings: { timeouts: { connect: '10s', request: '10m' } }, isWatched: true },
      );
      for (const place of places) runs.push(await begin(place));
      const worker = await run.system.worker();
      await Promise.all(runs.map(({ isHeld }) => isHeld));
      await worker.kill();
      gate.forget();
      await run.system.worker();
      await Promise.all(runs.map(({ end }) => end));
    }, 300_000);
    afterAll(async () => {
      await run?.[Symbol.asyncDispose]();
      await gate?.[Symbol.asyncDispose]();
    });

    async function begin(place: Place): Promise<HeldRun> {
      const { platform, step, fault } = place;
      const id = randomUUID();
      const isHeld = fault === undefined ? gate.hold(id, step.name) : holdAt(id, place, fault);
      await run.start(platform, [model], step.isDry ? { dryRun: true } : undefined, id);
      const end = run.system.finish(id);
      return { ...place, id, end, isHeld: Promise.race([isHeld, end]) };
    }

    /** A step that cannot find out what it did says so: somebody looks, and a retry delivers. */
    async function expectDelivery(
      platform: string,
      step: RehearsedStep,
      id: string,
      end: IngestProgress,
    ): Promise<void> {
      const control = run.control(platform);
      const models = step.isDry ? [] : [model];
      if (end.status === 'completed' || blind[step.name] === undefined) {
        return await expectWhole(under, control, end, models, step.isDry);
      }
      expect(end.error?.type).toBe('UnexpectedResponse');
      await expectNothingFalse(under, control, end);
      await under.look?.(control, end);
      await run.system.client.retry(id);
      await expectWhole(under, control, await run.system.finish(id), models);
    }

    /** From the step on, not before: other steps ask the same. */
    async function holdAt(id: string, { platform, step }: Place, fault: Fault): Promise<void> {
      const control = run.control(platform);
      await new Promise<void>((resolve) => {
        gate.before(id, step.name, async () => {
          if ((await control.faults()).length === 0) await control.fault(fault);
          resolve();
        });
      });
      await control.untilFault();
    }

    it.each([...COMMON_STEPS[KINDS[kind].sends], ...Object.keys(KINDS[kind].steps)])(
      'in %s: the run completes, nothing twice',
      async (name) => {
        const mine = runs.filter(({ step }) => step.name === name);
        if (mine.length === 0) return expect(unreached[name], `no run comes to ${name}`).toBeTypeOf('string');
        const problems: string[] = [];
        for (const { platform, step, where, id, end } of mine) {
          problems.push(...(await problemOf(where, expectDelivery(platform, step, id, await end))));
          const { steps } = await run.system.client.manifest(id);
          const isHit = steps.some((done) => done.step === name && done.attempts > 1);
          if (!isHit && missed[`${name} ${where}`] === undefined) problems.push(`${where}: not killed there`);
          problems.push(...(await run.falls(id)).map((fall) => `${where}: progress fell, ${fall}`));
        }
        expect(problems).toEqual([]);
      },
    );
  });
}

function placesIn(step: RehearsedStep): Place[] {
  const done = { step, platform: `${step.name}-done`, where: DONE };
  const asking = step.endpoints.flatMap((endpoint): Place[] => {
    const fault = { match: { endpoint }, times: 1 };
    const [before, after] = [`${step.name}-${endpoint}-before`, `${step.name}-${endpoint}-after`];
    return [
      { ...done, platform: before, where: `before ${endpoint}`, fault: { ...fault, kind: 'hang' } },
      {
        ...done,
        platform: after,
        where: `after ${endpoint}`,
        fault: { ...fault, kind: 'delay', delayMs: NEVER_MS, effect: true },
      },
    ];
  });
  return [done, ...asking];
}
