import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestProgress, isErrorType } from '../../client/index.ts';
import { FAULT_KINDS, type FaultKind } from '../../lib/simulation/faults.ts';
import type { Fault } from '../support/simulator-control.ts';
import { expectNothingFalse, expectWhole, problemOf } from './expectations.ts';
import { type KindSystem, startKindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { chunkedModel, smallModel } from './model.ts';
import type { PlatformControl } from './platform-control.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { RunLog } from './run-log.ts';

/** True: each fault upon each route. Else each fault once and each route once. */
const IS_FULL = process.env['MODELRAIL_CONFORMANCE'] === 'full';

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
  const { final = {} } = under;

  describe('a fault', () => {
    let run: KindSystem;
    let cases: Case[];
    const models = [chunkedModel(under, 400), smallModel(under, 401)];

    beforeAll(async () => {
      cases = casesFor([...rehearsal().endpoints]);
      run = await startKindSystem(
        under,
        log,
        cases.map(({ platform }) => platform),
      );
      await run.system.worker();
      for (const one of cases) {
        await run.control(one.platform).fault({ match: { endpoint: one.endpoint }, ...one.fault });
        one.id = await run.start(one.platform, models);
      }
      await Promise.all(
        cases.map(async (one) => {
          one.problems = await problemOf(`${JSON.stringify(one.fault)} upon ${one.endpoint}`, play(one));
        }),
      );
    }, 600_000);
    afterAll(() => run?.[Symbol.asyncDispose]());

    async function play(one: Case): Promise<void> {
      const { id, fault, platform } = one;
      const control = run.control(platform);
      if (fault.times === undefined && fault.message !== undefined) await outlast(id, control);
      const result = await run.system.finish(id);
      const fired = (await control.faults()).reduce((sum, standing) => sum + standing.fired, 0);
      expect(fired, 'the fault has not fallen').toBeGreaterThan(0);
      const mayFail = fault.kind === FINAL || final[fault.kind] !== undefined;
      if (result.status === 'completed' || !mayFail) return expectWhole(under, control, result, models);
      one.hasFailed = true;
      await expectFailure(control, fault, result);
      await control.clearFaults();
      await run.system.client.retry(id);
      await expectWhole(under, control, await run.system.finish(id), models);
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

/** Each fault with each route; or as few as have each fault and each route. */
function casesFor(endpoints: readonly string[]): Case[] {
  const faultList = Object.values(FAULTS).flat() as Case['fault'][]; // as: each of them has a kind
  const count = IS_FULL ? faultList.length * endpoints.length : Math.max(faultList.length, endpoints.length);
  return Array.from({ length: count }, (_, position): Case[] => {
    const row = IS_FULL ? Math.floor(position / endpoints.length) : position % faultList.length;
    const [fault, endpoint] = [faultList[row], endpoints[position % endpoints.length]];
    if (fault === undefined || endpoint === undefined) return [];
    return [{ platform: `fault-${position}`, fault, endpoint, id: '', hasFailed: false, problems: [] }];
  }).flat();
}
