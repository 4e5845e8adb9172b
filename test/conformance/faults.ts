import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestProgress, isErrorType } from '../../client/index.ts';
import { FAULT_KINDS, type FaultKind } from '../../lib/simulation/faults.ts';
import { temporalAddress } from '../support/provided.ts';
import type { Fault } from '../support/simulator-control.ts';
import { expectNothingFalse, expectWhole, problemOf } from './expectations.ts';
import { type KindSystem, startKindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { chunkedModel, smallModel } from './model.ts';
import type { PlatformControl } from './platform-control.ts';
import type { Rehearsal, RehearsedStep } from './rehearsal.ts';
import type { RunLog } from './run-log.ts';
import { startTemporalGate, type TemporalGate } from './temporal-gate.ts';

/** True: each fault upon each route in each step that asks it. Else each fault once and each route once. */
const IS_FULL = process.env['MODELRAIL_CONFORMANCE'] === 'full';

/** Of all cases: hundreds of runs where each fault falls everywhere. */
const TIMEOUT_MS = IS_FULL ? 3_600_000 : 600_000;

/** Runs side by side: more of them would come to a step too late for what it waits for. */
const AT_A_TIME = 30;

/** Words that no platform says by itself. */
const REFUSAL = '一致性检查：拒绝 (conformance)';

/** What befalls a route. Those that pass befall two requests, a hang one: each costs a time-out. */
const FAULTS: Record<FaultKind, Fault[]> = {
  status: [
    { kind: 'status', times: 2 },
    { kind: 'status', effect: true, times: 1 },
  ],
  'cut-before': [{ kind: 'cut-before', times: 2 }],
  'cut-after': [{ kind: 'cut-after', times: 2 }],
  delay: [{ kind: 'delay', delayMs: 100 }],
  html: [
    { kind: 'html', times: 2 },
    { kind: 'html', effect: true, times: 1 },
  ],
  'truncated-json': [{ kind: 'truncated-json', times: 1 }],
  'expired-token': [{ kind: 'expired-token', times: 2 }],
  refusal: [
    { kind: 'refusal', times: 2 },
    { kind: 'refusal', status: 400, message: REFUSAL },
  ],
  altered: [{ kind: 'altered', alter: { textNumbers: true, encoding: 'gzip', interim: 1 } }],
  hang: [{ kind: 'hang', times: 1 }],
};

interface Case {
  platform: string;
  fault: Fault & { kind: FaultKind };
  endpoint: string;
  /** Where the fault falls, not before: other steps ask the same. Absent: in whichever step asks first. */
  step?: RehearsedStep;
  /** Only a dry run asks the endpoint. */
  isDry: boolean;
  id: string;
  /** True when the fault has ended the run. */
  hasFailed: boolean;
  problems: string[];
}

/** What every kind may end a run by: another try changes nothing in what a platform refuses. */
const FINAL: FaultKind = 'refusal';

/**
 * Faults upon routes, a run for each: it completes. Where a fault may end it, it fails in words, says nothing that is not so, and
 * a retry without the fault delivers.
 */
export function faults(under: KindUnderTest, log: RunLog, rehearsal: () => Rehearsal): void {
  const { final = {}, blind = {} } = under;
  const blindEndpoints = () =>
    new Set([...rehearsal().steps.values()].flatMap(({ name, endpoints }) => (name in blind ? endpoints : [])));

  describe('a fault', () => {
    let run: KindSystem;
    let gate: TemporalGate;
    let cases: Case[];
    const models = [chunkedModel(under, 400), smallModel(under, 401)];

    beforeAll(async () => {
      cases = IS_FULL ? allCases(rehearsal()) : someCases(rehearsal());
      gate = await startTemporalGate(temporalAddress());
      run = await startKindSystem(
        under,
        log,
        cases.map(({ platform }) => platform),
        { temporalAddress: gate.address },
      );
      await run.system.worker();
      for (let from = 0; from < cases.length; from += AT_A_TIME) {
        const wave = cases.slice(from, from + AT_A_TIME);
        for (const one of wave) await begin(one);
        await Promise.all(wave.map(judge));
      }
    }, TIMEOUT_MS);
    afterAll(async () => {
      await run?.[Symbol.asyncDispose]();
      await gate?.[Symbol.asyncDispose]();
    });

    async function begin(one: Case): Promise<void> {
      const { platform, endpoint, fault, step, isDry } = one;
      const arm = () => run.control(platform).fault({ match: { endpoint }, ...fault });
      one.id = randomUUID();
      let armed: Promise<void> | undefined;
      // Once: a retry has no fault.
      const armOnce = () => {
        armed ??= arm();
        return armed;
      };
      if (step === undefined) await armOnce();
      else gate.before(one.id, step.name, armOnce);
      await run.start(platform, models, isDry ? { dryRun: true } : undefined, one.id);
    }

    async function judge(one: Case): Promise<void> {
      const where = one.step === undefined ? '' : ` in ${one.step.name}`;
      one.problems = await problemOf(`${JSON.stringify(one.fault)} upon ${one.endpoint}${where}`, play(one));
    }

    async function play(one: Case): Promise<void> {
      const { id, fault, platform, isDry } = one;
      const control = run.control(platform);
      const expectDelivery = (result: IngestProgress) =>
        expectWhole(under, control, result, isDry ? [] : models, isDry);
      if (fault.times === undefined && fault.message !== undefined) await outlast(id, control);
      const result = await run.system.finish(id);
      const fired = (await control.faults()).reduce((sum, standing) => sum + standing.fired, 0);
      expect(fired, 'the fault has not fallen').toBeGreaterThan(0);
      const mayFail = fault.kind === FINAL || final[fault.kind] !== undefined || blindEndpoints().has(one.endpoint);
      if (result.status === 'completed' || !mayFail) return expectDelivery(result);
      one.hasFailed = true;
      await expectFailure(control, fault, result);
      await control.clearFaults();
      await under.look?.(control, result);
      await run.system.client.retry(id);
      await expectDelivery(await run.system.finish(id));
    }

    async function expectFailure(control: PlatformControl, fault: Fault, result: IngestProgress): Promise<void> {
      expect(result.status).toMatch(/^(partial|failed)$/);
      const errors = [result.error, ...result.files.map(({ error }) => error)].flatMap((error) => error ?? []);
      expect(errors.map(({ type }) => type).filter((type) => !isErrorType(type))).toEqual([]);
      expect(errors.map(({ message }) => message).join('\n')).toContain(fault.message ?? ' ');
      await expectNothingFalse(under, control, result);
    }

    /** A refusal that stays either ends the run, or is told as what it waits for until it is over. */
    async function outlast(id: string, control: PlatformControl): Promise<void> {
      const { closedAt } = await run.system.until(
        id,
        (progress) => progress.closedAt !== undefined || progress.waiting?.reason.includes(REFUSAL) === true,
      );
      if (closedAt !== undefined) return;
      for (const { id: fault, rule } of await control.faults()) await control.fault({ ...rule, id: fault, times: 1 });
      await run.system.client.retry(id);
    }

    it.each(FAULT_KINDS)('%s', (kind) => {
      const mine = cases.filter(({ fault }) => fault.kind === kind);
      expect(mine.length).toBeGreaterThan(0);
      expect(mine.flatMap(({ problems }) => problems)).toEqual([]);
      if (final[kind] !== undefined) {
        expect(
          mine.some(({ hasFailed }) => hasFailed),
          `${kind} ends no run: it is no exception`,
        ).toBe(true);
      }
    });

    it('befalls every route that a run asks', () => {
      expect(new Set(cases.map(({ endpoint }) => endpoint))).toEqual(rehearsal().endpoints);
    });
  });
}

const ALL_FAULTS = Object.values(FAULTS).flat() as Case['fault'][]; // as: each of them has a kind

/** Each fault upon each route in each step that asks it. */
function allCases({ steps }: Rehearsal): Case[] {
  return [...steps.values()].flatMap((step) =>
    step.endpoints.flatMap((endpoint) =>
      ALL_FAULTS.map((fault, position) =>
        createCase(`${step.name}-${endpoint}-${position}`, { fault, endpoint, step, isDry: step.isDry }),
      ),
    ),
  );
}

/** As few cases as have each fault and each route. */
function someCases({ endpoints: all, steps }: Rehearsal): Case[] {
  const endpoints = [...all];
  return Array.from({ length: Math.max(ALL_FAULTS.length, endpoints.length) }, (_, position): Case[] => {
    const fault = ALL_FAULTS[position % ALL_FAULTS.length];
    const endpoint = endpoints[position % endpoints.length];
    if (fault === undefined || endpoint === undefined) return [];
    const asking = [...steps.values()].filter((step) => step.endpoints.includes(endpoint));
    const isDry = asking.length > 0 && asking.every((step) => step.isDry);
    return [createCase(String(position), { fault, endpoint, isDry })];
  }).flat();
}

function createCase(name: string, one: Pick<Case, 'fault' | 'endpoint' | 'step' | 'isDry'>): Case {
  return { ...one, platform: `fault-${name}`, id: '', hasFailed: false, problems: [] };
}
