import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestProgress } from '../../client/index.ts';
import { KINDS } from '../../contracts/kinds.ts';
import { STAGES, type Stage } from '../../contracts/progress.ts';
import { untilSteps } from '../support/pending-steps.ts';
import { temporalAddress } from '../support/provided.ts';
import type { Fault } from '../support/simulator-control.ts';
import { expectWhole } from './expectations.ts';
import { type KindSystem, startKindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { chunkedModel, smallModel } from './model.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { RunLog } from './run-log.ts';
import { startTemporalGate, type TemporalGate } from './temporal-gate.ts';

/** Held back until the fault is removed. */
const NEVER_MS = 3_600_000;

/** A run that is paused or cancelled in a certain stage. */
interface Case {
  stage: Stage;
  platform: string;
  id: string;
  /** As it was when the stage was held. */
  held?: IngestProgress;
  /** Requests when it was paused and nothing was under way any more, and after another ingestion was delivered since. */
  requests?: [paused: number, later: number];
  /** How it ended when it was cancelled. */
  cancelled?: IngestProgress;
  /** What it left then. */
  remains?: string[][] | undefined;
  result?: IngestProgress;
}

/** Pause, cancel and retry in each stage of the kind: all runs are held in their stage first, then all are told. */
export function control(under: KindUnderTest, log: RunLog, rehearsal: () => Rehearsal): void {
  const stages = STAGES.filter((stage) => (KINDS[under.kind].weights[stage] ?? 0) > 0);
  const casesOf = (what: string) => stages.map((stage): Case => ({ stage, platform: `${what}-${stage}`, id: '' }));
  const paused = casesOf('paused');
  const cancelled = casesOf('cancelled');
  const all = [...paused, ...cancelled];
  const model = chunkedModel(under, 200);
  const models = [model, smallModel(under, 201)];

  describe('in each stage', () => {
    let run: KindSystem;
    let gate: TemporalGate;

    beforeAll(async () => {
      gate = await startTemporalGate(temporalAddress());
      run = await startKindSystem(under, log, [...all.map(({ platform }) => platform), 'other'], {
        temporalAddress: gate.address,
        settings: { timeouts: { connect: '10s', request: '10m' } },
      });
      const { client } = run.system;
      await run.system.worker();
      await Promise.all(all.map(holdIn));
      await Promise.all(paused.map(({ id }) => client.pause(id)));
      await Promise.all(cancelled.map(({ id }) => client.cancel(id)));
      for (const { id } of paused) await run.system.until(id, ({ status }) => status === 'paused');
      gate.release();
      for (const { platform } of all) await run.control(platform).clearFaults();
      await Promise.all([...paused.map(lookAtPaused), ...cancelled.map(retryCancelled)]);
    }, 300_000);
    afterAll(async () => {
      await run?.[Symbol.asyncDispose]();
      await gate?.[Symbol.asyncDispose]();
    });

    async function holdIn(one: Case): Promise<void> {
      const platform = run.control(one.platform);
      const { step, fault } = holdOf(under, one.stage, rehearsal());
      one.id = await run.start(one.platform, models);
      if (fault === undefined) await gate.hold(one.id, step);
      else {
        // From the step on, not before: other steps ask the same.
        gate.before(one.id, step, () => platform.fault({ ...fault, id: 'hold' }));
        await platform.untilFault();
      }
      one.held = await run.system.client.get(one.id);
    }

    async function lookAtPaused(one: Case): Promise<void> {
      const platform = run.control(one.platform);
      await untilSteps(one.id, ({ length }) => length === 0);
      const atRest = await platform.requests();
      // A whole ingestion by the same worker: time enough for whatever is still to come.
      await run.system.finish(await run.start('other', [smallModel(under, 300 + stages.indexOf(one.stage))]));
      one.requests = [atRest, await platform.requests()];
      // The last call of all was under way, and came to its end.
      const { closedAt } = await run.system.client.get(one.id);
      if (closedAt === undefined) await run.system.client.resume(one.id);
      one.result = await run.system.finish(one.id);
    }

    async function retryCancelled(one: Case): Promise<void> {
      one.cancelled = await run.system.finish(one.id);
      one.remains = await under.remains?.(run.control(one.platform));
      if (one.cancelled.status === 'completed') return;
      await run.system.client.retry(one.id);
      one.result = await run.system.finish(one.id);
    }

    it.each(paused)('pause in $stage: nothing is asked until resume, and nothing is there twice', async (one) => {
      const [atRest, later] = one.requests ?? [];
      expect(one.held?.stage).toBe(one.stage);
      expect(later).toBe(atRest);
      await expectWhole(under, run.control(one.platform), one.result, models);
    });

    it.each(cancelled)('cancel in $stage: what stays is listed, and retry delivers the rest', async (one) => {
      expect(one.held?.stage).toBe(one.stage);
      // A registration that has begun comes to its end.
      expect(one.cancelled?.status).toMatch(/^(cancelled|completed)$/);
      if (one.cancelled?.status === 'cancelled') {
        expect(one.cancelled.error?.type).toBe('Cancelled');
        const told = one.cancelled.leftovers ?? [];
        const untold = (one.remains ?? []).filter(
          (names) => !told.some((line) => names.some((name) => line.includes(name))),
        );
        expect({ untold, told }).toEqual({ untold: [], told });
      }
      await expectWhole(under, run.control(one.platform), one.result ?? one.cancelled, models);
    });
  });
}

/** How a run is held in a stage: a request that is not answered, or a step without any that Temporal does not hear the end of. */
function holdOf({ holds = {} }: KindUnderTest, stage: Stage, { steps }: Rehearsal): { step: string; fault?: Fault } {
  const ofStage = [...steps.values()].filter(({ info, isDry }) => info.stage === stage && !isDry);
  const asking = ofStage.find(({ endpoints }) => endpoints.length > 0);
  const step = asking ?? ofStage.at(-1);
  if (step === undefined) throw new Error(`no step of the rehearsal is in the stage ${stage}, which has weight`);
  const endpoint = step.endpoints.at(-1);
  const fault = holds[stage] ?? (endpoint === undefined ? undefined : { match: { endpoint }, kind: 'delay' as const });
  return { step: step.name, ...(fault === undefined ? {} : { fault: { times: 1, delayMs: NEVER_MS, ...fault } }) };
}
