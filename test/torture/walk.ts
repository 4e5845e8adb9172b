import { setTimeout as sleep } from 'node:timers/promises';
import { type Armed, createArmed } from './armed.ts';
import { createDeeds } from './deeds.ts';
import { hasEnded } from './ended.ts';
import type { RoundIngestion } from './ingestions.ts';
import type { Plan } from './plan.ts';
import type { Rig } from './rig.ts';

/** What a walk has done. */
export interface Walk {
  /** Arms the platform; before the first ingestion is started. */
  begin(): Promise<void>;
  /** Goes on until every gate has opened or nothing moves any more, then makes everything calm. */
  run(): Promise<void>;
  /** Deeds done and faults fallen, by kind. */
  counts(): Record<string, number>;
  /** What the client library did that it must not. */
  problems: string[];
  /** What happened, in order, for the log of a failing round. */
  diary: string[];
}

const LOOK_EVERY_MS = 30;
/** Without any request for so long, what waits for a next request would wait for ever. */
const QUIET_MS = 2_000;
/** The same after a worker was killed: Temporal has to miss its heartbeats first. */
const QUIET_AFTER_KILL_MS = 7_000;

/** Prepares the disturbances of a round. */
export function createWalk(rig: Rig, plan: Plan, ingestions: readonly RoundIngestion[]): Walk {
  const { processes, simulator } = rig;
  const armed: Armed = createArmed(rig, plan);
  const diary: string[] = [];
  const deeds = createDeeds(rig, plan, { ingestions, armed, note });
  let quietMs = QUIET_MS;

  function note(line: string): void {
    diary.push(`${new Date().toISOString()} ${line}`);
  }

  async function activity(): Promise<number> {
    const { endpoints, chunks } = await simulator.stats();
    return Object.values(endpoints).reduce((total, { requests }) => total + requests, chunks.requests);
  }

  async function haveAllEnded(): Promise<boolean> {
    if (!processes.temporal.isUp) return false;
    const ended = await Promise.all(ingestions.map(({ asked }) => hasEnded(rig, asked.id)));
    return ended.every(Boolean);
  }

  async function disturb(): Promise<void> {
    let lastActivity = -1;
    let movedAt = Date.now();
    for (let look = 0; ; look += 1) {
      const opened = processes.platform.isUp ? await armed.look() : [];
      for (const gate of opened) {
        // What is to be down until the next deed comes back now.
        await deeds.bringBack();
        note(`request ${gate.after} of ${gate.endpoint} is held ${gate.hold} it takes effect`);
        await deeds.perform(gate.deed);
        if (gate.deed.to === 'worker' && gate.deed.signal === 'SIGKILL') quietMs = QUIET_AFTER_KILL_MS;
      }
      const current = processes.platform.isUp ? await activity() : lastActivity;
      if (current !== lastActivity || opened.length > 0) movedAt = Date.now();
      lastActivity = current;
      if (Date.now() - movedAt > quietMs) {
        quietMs = QUIET_MS;
        movedAt = Date.now();
        const [isBack, isResumed] = [await deeds.bringBack(), await deeds.resumeAll()];
        if (!isBack && !isResumed) return note('nothing moves');
      }
      if (look % 8 === 7 && (await haveAllEnded())) return note('all have ended');
      await sleep(LOOK_EVERY_MS);
    }
  }

  async function calm(): Promise<void> {
    await deeds.bringBack();
    await armed.look();
    await armed.disarm();
    await deeds.resumeAll();
    note('calm');
    if (plan.isHastened) await deeds.hastenAll();
  }

  return {
    diary,
    problems: deeds.problems,
    begin: () => armed.arm(),
    async run() {
      await disturb();
      await calm();
    },
    counts: () => ({ ...deeds.counts, ...armed.fallen() }),
  };
}
