import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatorStats } from '../support/simulator-control.ts';
import { type Armed, createArmed } from './armed.ts';
import { createDeeds } from './deeds.ts';
import { type Disturbance, listDisturbances } from './disturbances.ts';
import type { Errands } from './errands.ts';
import type { RoundRun } from './ingestions.ts';
import type { Gate, WalkPlan } from './plan.ts';
import { countRepeats } from './repeats.ts';
import type { Rig } from './rig.ts';
import type { RoundSync } from './round-sync.ts';
import { motionOf } from './stillness.ts';
import type { Switches } from './switches.ts';
import { motionOfSync, nextSteps } from './sync-runs.ts';

/** What a walk has done. */
export interface Walk {
  /** Arms the platform; before the first ingestion is started. */
  begin(): Promise<void>;
  /** Goes on until every gate has opened or nothing moves any more, then makes everything calm. */
  run(): Promise<void>;
  /** The plan's gates and faults, and what came of each. */
  disturbances(): Disturbance[];
  /** Faults of the plan, with how often each has fallen. */
  fallen: Armed['fallen'];
  /** See {@link countRepeats}. */
  countRepeats(stats: SimulatorStats): number;
  /** What the platform was told to lose and has not lost. */
  lossesLeft(): Record<'chunk' | 'upload', number>;
  /** What was seen on the way that must not be. */
  problems: string[];
  /** What happened, in order, for the log of a failing round. */
  diary: string[];
}

const LOOK_EVERY_MS = 30;
/** Looks in a row, each a few times as far apart, at which nothing may have moved before something is done about it. */
const STILL_LOOKS = 2;
/** Beyond this time a walk ends, whatever it has not reached. */
const WALK_BOUND_MS = 60_000;

/** The round that a walk goes through. */
export interface WalkedRound {
  ingestions: readonly RoundRun[];
  syncs: readonly RoundSync[];
  errands?: Errands;
  switches: Switches;
  /** Starts again what has ended, and answers whether anything was. */
  retryEnded(): Promise<boolean>;
  /** Looks in the midst of things; answers what must not be. */
  peek(): Promise<string[]>;
}

/** Prepares the disturbances of a round. */
export function createWalk(rig: Rig, plan: WalkPlan, round: WalkedRound): Walk {
  const { processes } = rig;
  const { ingestions, syncs, errands } = round;
  const armed: Armed = createArmed(rig, plan, round.switches);
  const diary: string[] = [];
  const deeds = createDeeds(rig, plan, { ingestions, syncs, errands, armed, note });
  const peeked: string[] = [];
  let isRetriedOnTheWay = false;

  function note(line: string): void {
    diary.push(`${new Date().toISOString()} ${line}`);
  }

  /** `unknown` counts as still: what is down will not come back by itself. */
  async function motion(): Promise<'ended' | 'moving' | 'still'> {
    if (!processes.temporal.isUp) return 'still';
    const motions = await Promise.all([
      ...ingestions.map(({ asked }) => motionOf(rig, asked.id)),
      ...syncs.map((sync) => motionOfSync(rig, sync)),
      ...(errands === undefined ? [] : [errands.motion()]),
    ]);
    if (motions.every((one) => one === 'ended')) return 'ended';
    return motions.includes('moving') ? 'moving' : 'still';
  }

  async function answer(gate: Gate<string>): Promise<void> {
    // What is to be down until the next deed comes back now.
    await deeds.bringBack();
    note(`request ${gate.after} of ${gate.endpoint} is held ${gate.hold} it takes effect`);
    if (gate.delayMs !== undefined) await sleep(gate.delayMs);
    await deeds.perform(gate.deed);
    peeked.push(...(await round.peek()));
  }

  /** Gets things going that stand still; false when there is nothing to get going, or nothing left to disturb. */
  async function stir(): Promise<boolean> {
    const [isBack, isResumed] = [await deeds.bringBack(), await deeds.resumeAll()];
    if (isBack || isResumed) return true;
    if (!armed.isLeft()) return false;
    await armed.widen();
    return await deeds.retryAllNow();
  }

  /** What has ended is started again while gates are left to open; true when something was. */
  async function goOn(): Promise<boolean> {
    if (syncs.some(({ stepsLeft }) => stepsLeft.length > 0)) {
      note('the files of the syncs change, and they run again');
      return await nextSteps(rig, syncs);
    }
    if (errands !== undefined) {
      if (!armed.isLeft()) return false;
      await deeds.bringBack();
      note('all have ended, and people go on');
      return await errands.next();
    }
    if (!plan.isRetried || isRetriedOnTheWay || !armed.isLeft()) return false;
    isRetriedOnTheWay = true;
    await deeds.bringBack();
    note('all have ended, and begin again');
    return await round.retryEnded();
  }

  async function disturb(): Promise<void> {
    const deadline = Date.now() + WALK_BOUND_MS;
    let stillLooks = 0;
    for (let look = 0; ; look += 1) {
      const opened = processes.platform.isUp ? await armed.look() : [];
      for (const gate of opened) await answer(gate);
      if (opened.length > 0) stillLooks = 0;
      if (look % 6 === 5) {
        const seen = await motion();
        if (seen === 'ended' && !(await goOn())) return note('all have ended');
        stillLooks = seen === 'still' ? stillLooks + 1 : 0;
      }
      if (stillLooks > STILL_LOOKS) {
        if (!(await stir())) return note('nothing moves');
        stillLooks = 0;
      }
      if (Date.now() > deadline) return note('long enough');
      await sleep(LOOK_EVERY_MS);
    }
  }

  async function calm(): Promise<void> {
    await deeds.thaw();
    await deeds.bringBack();
    await armed.look();
    await armed.disarm();
    await deeds.resumeAll();
    note('calm');
    if (plan.isRetriedNow) await deeds.retryAllNow();
  }

  return {
    diary,
    get problems() {
      return [...deeds.problems, ...peeked];
    },
    async begin() {
      rig.sources.rules.arm(plan.sourceFaults);
      await armed.arm();
    },
    async run() {
      await disturb();
      await calm();
    },
    fallen: () => armed.fallen(),
    countRepeats: (stats) => countRepeats(armed, stats),
    lossesLeft: () => armed.lossesLeft(),
    disturbances: () => listDisturbances(plan, armed, rig.sources.rules),
  };
}
