import { expect } from 'vitest';
import type { ManifestStep } from '../../client/index.ts';
import type { StepInfo } from '../../contracts/step-info.ts';
import { stepInfo } from '../../contracts/steps.ts';
import type { LoggedRequest } from '../../lib/simulation/counters.ts';
import { expectWhole } from './expectations.ts';
import type { KindSystem } from './kind-system.ts';
import type { KindUnderTest } from './kind-under-test.ts';
import { chunkedModel } from './model.ts';
import type { PlatformControl } from './platform-control.ts';

/** A step that a run comes to. */
export interface RehearsedStep {
  name: string;
  info: StepInfo;
  /** Only a dry run comes to it. */
  isDry: boolean;
  /** The endpoints that it asks, in the order of their first requests. */
  endpoints: string[];
}

/** What a run of one file does when nothing befalls it. */
export interface Rehearsal {
  steps: ReadonlyMap<string, RehearsedStep>;
  /** Endpoints that are asked. */
  endpoints: ReadonlySet<string>;
}

/** Platforms of the rehearsal. */
export const REHEARSAL_PLATFORMS = ['rehearsal', 'dry-rehearsal'] as const;

/** Delivers one file, and has one looked at by a dry run: which steps there are, and what each asks the platform. */
export async function rehearse(under: KindUnderTest, run: KindSystem): Promise<Rehearsal> {
  const steps = new Map<string, RehearsedStep>();
  const endpoints = new Set<string>();
  for (const platform of REHEARSAL_PLATFORMS) {
    const isDry = platform === 'dry-rehearsal';
    const control = run.control(platform);
    const model = chunkedModel(under, 900);
    const id = await run.start(platform, [model], isDry ? { dryRun: true } : undefined);
    await expectWhole(under, control, await run.system.finish(id), isDry ? [] : [model], isDry);
    if (isDry) await expectUntouched(under, control);
    const log = (await control.log()).toSorted((a, b) => a.at.localeCompare(b.at));
    const { steps: done } = await run.system.client.manifest(id);
    for (const step of done) {
      const info = stepInfo(step.step);
      if (info === undefined || steps.has(step.step)) continue;
      steps.set(step.step, { name: step.step, info, isDry, endpoints: endpointsIn(step, log) });
    }
    for (const { endpoint } of log) if (endpoint !== undefined) endpoints.add(endpoint);
  }
  return { steps, endpoints };
}

/** Fails when a platform was sent a byte of a file, or has anything. */
async function expectUntouched(under: KindUnderTest, control: PlatformControl): Promise<void> {
  expect(await control.bytesTaken()).toBe(0);
  expect((await under.remains?.(control)) ?? []).toEqual([]);
}

/** A run's steps come one after the other, so the times say what each has asked. */
function endpointsIn({ startedAt = '', endedAt = '' }: ManifestStep, log: readonly LoggedRequest[]): string[] {
  const isWithin = ({ at }: LoggedRequest) =>
    Date.parse(at) >= Date.parse(startedAt) && Date.parse(at) <= Date.parse(endedAt);
  return [...new Set(log.filter(isWithin).flatMap(({ endpoint }) => endpoint ?? []))];
}
