import { setTimeout as sleep } from 'node:timers/promises';
import type { Armed } from './armed.ts';
import { type ClientDeeds, createClientDeeds } from './client-deeds.ts';
import { disturbSource } from './disturb-source.ts';
import { emptySpool } from './empty-spool.ts';
import type { Errands } from './errands.ts';
import type { RoundRun } from './ingestions.ts';
import type { Deed, ProcessDeed, WalkPlan } from './plan.ts';
import type { Rig } from './rig.ts';
import type { RoundSync } from './round-sync.ts';
import type { Switched } from './switched.ts';
import { askOfSync } from './sync-deeds.ts';
import { disturbSyncFile } from './sync-files.ts';
import { remount } from './sync-mount.ts';

/** What can be done to a round's system, and undone. */
export interface Deeds extends Pick<ClientDeeds, 'resumeAll' | 'retryAllNow' | 'problems'> {
  perform(deed: Deed): Promise<void>;
  /** Starts what is down; answers whether anything was. */
  bringBack(): Promise<boolean>;
  /** Waits until nothing stands still any more. */
  thaw(): Promise<void>;
}

/** The deeds of one round; `note` keeps its diary. */
export function createDeeds(
  rig: Rig,
  plan: Pick<WalkPlan, 'workers'>,
  round: {
    ingestions: readonly RoundRun[];
    syncs: readonly RoundSync[];
    errands?: Errands | undefined;
    armed: Armed;
    note(line: string): void;
  },
): Deeds {
  const { processes, sources } = rig;
  const { ingestions, syncs, errands, armed, note } = round;
  const workers = processes.workers.slice(0, plan.workers);
  const clientDeeds = createClientDeeds(rig, ingestions, note);
  const frozen = new Set<Promise<void>>();

  async function startPlatform(): Promise<void> {
    if (processes.platform.isUp) return;
    await processes.platform.start();
    await armed.arm();
  }

  /** A worker cannot start without Temporal. */
  async function bringBack(): Promise<boolean> {
    const down = [processes.temporal, processes.platform, sources, ...workers].filter((one) => !one.isUp);
    for (const sync of syncs) {
      if (await remount(rig, sync)) note(`mounted: ${sync.planned.id}`);
    }
    if (down.length > 0) note(`back: ${down.map((one) => one.name).join(', ')}`);
    await processes.temporal.start();
    await Promise.all([startPlatform(), sources.start(), ...workers.map((worker) => worker.start())]);
    return down.length > 0;
  }

  async function perform(deed: Deed): Promise<void> {
    note(JSON.stringify(deed));
    switch (deed.to) {
      case 'source': {
        const ingestion = ingestions[deed.ingestion];
        if (ingestion !== undefined) await disturbSource(ingestion, deed);
        return;
      }
      case 'sources':
        await sources.stop();
        if (deed.returns === 'at once') await sources.start();
        return;
      case 'spool':
        return await emptySpool(processes.spool);
      case 'sync': {
        await processes.temporal.start();
        const sync = syncs[deed.sync];
        if (sync !== undefined) await askOfSync(rig, sync, deed.call, note);
        return;
      }
      case 'sync file': {
        const sync = syncs[deed.sync];
        if (sync !== undefined) await disturbSyncFile(sync, deed);
        return;
      }
      case 'ingestion': {
        await processes.temporal.start();
        const ingestion = ingestions[deed.ingestion];
        if (ingestion !== undefined) await clientDeeds.call(ingestion, deed.call);
        return;
      }
      case 'run':
        await processes.temporal.start();
        return await errands?.perform(deed.call);
      default:
        return await performOnProcess(deed);
    }
  }

  async function performOnProcess(deed: ProcessDeed): Promise<void> {
    switch (deed.to) {
      case 'worker': {
        const ended = deed.slot === 'all' ? workers : workers.slice(deed.slot, deed.slot + 1);
        await Promise.all(ended.map((worker) => worker.end(deed.signal)));
        if (deed.returns === 'at once' && processes.temporal.isUp) {
          await Promise.all(ended.map((worker) => worker.start()));
        }
        return;
      }
      case 'temporal':
        await processes.temporal.end(deed.signal);
        if (deed.returns === 'at once') await processes.temporal.start();
        return;
      case 'platform':
        await processes.platform.end(deed.signal);
        if (deed.returns === 'at once') await startPlatform();
        return;
      case 'freeze':
        return await freeze(deed);
    }
  }

  /** The others go on while a worker stands still; without a server nothing can be looked at. */
  async function freeze({ what, slot, forMs }: Extract<ProcessDeed, { to: 'freeze' }>): Promise<void> {
    const target: Switched | undefined = what === 'worker' ? workers[slot] : processes[what];
    if (target === undefined) return;
    const over = target.freeze(forMs);
    if (what !== 'worker') return await over;
    frozen.add(over);
    void over.then(() => {
      frozen.delete(over);
      note(`${target.name} goes on`);
    });
    // The request that waited is let go by then.
    await sleep(20);
  }

  return {
    ...clientDeeds,
    async retryAllNow() {
      const isRetried = await clientDeeds.retryAllNow();
      return (await errands?.retryNow()) === true || isRetried;
    },
    perform,
    bringBack,
    async thaw() {
      await Promise.all(frozen);
    },
  };
}
