import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { IngestProgress } from '../../../client/index.ts';
import { platformControl } from '../../conformance/platform-control.ts';
import { createClock } from '../clock.ts';
import { findSecrets, listOf, readHistories, reportOf, tellFailures } from '../evidence.ts';
import { type RoundRun, versionOf } from '../ingestions.ts';
import { keepTraces } from '../keep-traces.ts';
import { placeFile } from '../placed-file.ts';
import { REFUSAL } from '../plan.ts';
import { findDivergences } from '../replay.ts';
import type { Rig } from '../rig.ts';
import type { RoundReport } from '../round.ts';
import { allEnded, countOutcomes, endOpenRuns, retryAtLast, retryEnded, startIngestion } from '../runs-of-round.ts';
import type { Switches } from '../switches.ts';
import { createWalk, type Walk } from '../walk.ts';
import { bytesOf } from '../workload.ts';
import type { FurtherKind } from './kind.ts';
import { FURTHER_KINDS } from './kinds.ts';
import { judgeFurther } from './oracle.ts';
import type { FurtherIngestion, FurtherPlan } from './plan.ts';
import { prepareFurther, rigOf } from './rig.ts';

/** Runs the round of a plan with a further kind of platform on the campaign's processes, which it leaves running. */
export async function runFurtherRound(campaign: Rig, plan: FurtherPlan): Promise<RoundReport> {
  const clock = createClock();
  const { secret } = FURTHER_KINDS[plan.kind];
  const rig = rigOf(campaign, plan.kind, { [`${secret.setting} of ${plan.kind}`]: secret.value });
  const { processes, sources, simulator } = rig;
  const folder = `round-${plan.seed}-further`;
  const problems: string[] = [];
  const runs: RoundRun[] = [];
  const walk = createWalk(rig, plan, {
    ingestions: runs,
    syncs: [],
    switches: switchesOf(processes.platformUrl, plan),
    retryEnded: () => retryEnded(rig, runs),
    peek: async () => [],
  });
  const told = new Map<string, IngestProgress>();
  try {
    await prepareFurther(rig, plan.workers);
    for (const planned of plan.ingestions) runs.push(await prepareRun(rig, plan, planned, folder));
    await walk.begin();
    clock.enter('disturb');
    for (const run of runs) await startIngestion(rig, run);
    await walk.run();
    clock.enter('settle');
    await allEnded(rig, runs, 'all ingestions to end');
    if (plan.isRetried) await retryAtLast(rig, runs);
    clock.enter('judge');
    for (const { asked } of runs) told.set(asked.id, await reportOf(rig, asked.id));
    problems.push(...(await judge(rig, plan, { walk, runs, told })));
    const histories = await readHistories(rig, runs);
    problems.push(...(await findSecrets(rig, histories, [...told.values()])), ...(await findDivergences(histories)));
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  problems.push(...walk.problems, ...processes.takeUnexpectedEnds(), ...(await processes.readAlarms()));
  const report: RoundReport = {
    plan,
    ...clock.read(),
    disturbances: walk.disturbances(),
    outcomes: countOutcomes(told),
    problems,
  };
  if (problems.length > 0) {
    const state = await platformControl(processes.platformUrl).state<unknown>().catch(String);
    report.traces = await keepTraces(rig, { report, walk, ingestions: runs, state, found: [] });
  }
  await endOpenRuns(rig, runs);
  await processes.platform.start();
  await simulator.clearFaults();
  await sources.start();
  sources.rules.reset();
  for (const placed of runs.flatMap((run) => run.placed)) await placed.remove();
  await rm(join(processes.models, folder), { recursive: true, force: true });
  return report;
}

async function prepareRun(
  { processes, sources }: Rig,
  { kind }: FurtherPlan,
  planned: FurtherIngestion,
  folder: string,
): Promise<RoundRun> {
  const { id, files, limits } = planned;
  const { under }: FurtherKind = FURTHER_KINDS[kind];
  const own = { disk: join(processes.models, folder, id), server: `${folder}/${id}` };
  await mkdir(own.disk, { recursive: true });
  const placed = files.map(({ name, place = 'disk' }) => placeFile({ place, folder: own, name }, sources));
  for (const [position, file] of files.entries()) await placed[position]?.put(bytesOf(file));
  return {
    planned,
    placed,
    asked: {
      id,
      files: files.map((file) => ({
        name: file.name,
        tags: [],
        versions: [versionOf(bytesOf(file))],
        isDisturbed: false,
        sourceFailures: new Set(),
      })),
      isCancelTried: false,
      isRetried: false,
    },
    request: {
      ...under.request(join(processes.folder, 'results', id)),
      platform: kind,
      files: placed.map(({ asked }) => asked),
      options: limits,
    },
    runIds: [],
    earlier: [],
    isPauseTried: false,
  };
}

async function judge(
  rig: Rig,
  { kind, switches }: FurtherPlan,
  { walk, runs, told }: { walk: Walk; runs: readonly RoundRun[]; told: ReadonlyMap<string, IngestProgress> },
): Promise<string[]> {
  const further: FurtherKind = FURTHER_KINDS[kind];
  const control = platformControl(rig.processes.platformUrl);
  const delivered = await further.under.delivered(control);
  const listed = await listOf(rig, told);
  const hasRefusals = walk.fallen().some(({ fault, times }) => fault.message === REFUSAL && times > 0);
  const problems = await further.judge(
    control,
    [...told.values()],
    runs.flatMap((run) => run.earlier),
  );
  const fallen = new Set(walk.fallen().flatMap(({ fault, times }) => (times > 0 ? (fault.kind ?? []) : [])));
  for (const { asked, placed, earlier } of runs) {
    tellFailures(asked, placed, rig.sources.rules);
    const one = told.get(asked.id);
    if (one === undefined) continue;
    const names = asked.files.map(({ name }) => name);
    const spoilt = new Set(names.filter((name) => switches.some((one) => further.switches?.isSpoilt(one, name))));
    const evidence = {
      asked,
      told: one,
      earlier,
      listed: listed.get(asked.id),
      delivered,
      hasRefusals,
      fallen,
      spoilt,
    };
    const { explains } = further;
    problems.push(...judgeFurther({ ...evidence, ...(explains === undefined ? {} : { explains }) }));
  }
  return problems;
}

function switchesOf(url: string, { switches }: FurtherPlan): Switches {
  const control = platformControl(url);
  return {
    async flip() {
      for (const { path, body } of switches) await control.call('POST', path, body);
    },
    async clear() {
      for (const path of new Set(switches.map((one) => one.path))) await control.call('DELETE', path);
      return { chunk: 0, upload: 0 };
    },
  };
}
