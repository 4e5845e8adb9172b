import { ModelrailError } from '../../client/index.ts';
import type { Armed } from './armed.ts';
import { hasEnded } from './ended.ts';
import { disturbSource, type RoundIngestion } from './ingestions.ts';
import type { Deed, Plan } from './plan.ts';
import type { Rig } from './rig.ts';
import { persist } from './waiting.ts';

/** What can be done to a round's system, and undone. */
export interface Deeds {
  perform(deed: Deed): Promise<void>;
  /** Starts what is down; answers whether anything was. */
  bringBack(): Promise<boolean>;
  /** Resumes what was paused; answers whether anything was. */
  resumeAll(): Promise<boolean>;
  /** Lets the waiting steps of open ingestions try again now. */
  hastenAll(): Promise<void>;
  /** Deeds so far, by kind. */
  counts: Record<string, number>;
  /** What the client library did that it must not. */
  problems: string[];
}

const CALM_BOUND_MS = 60_000;

/** The deeds of one round; `note` keeps its diary. */
export function createDeeds(
  rig: Rig,
  plan: Plan,
  round: { ingestions: readonly RoundIngestion[]; armed: Armed; note(line: string): void },
): Deeds {
  const { processes, client } = rig;
  const { ingestions, armed, note } = round;
  const counts: Record<string, number> = {};
  const problems: string[] = [];
  const workers = processes.workers.slice(0, plan.workers);

  async function startPlatform(): Promise<void> {
    if (processes.platform.isUp) return;
    await processes.platform.start();
    await armed.arm();
  }

  /** Starts what is down; a worker cannot start without Temporal. */
  async function bringBack(): Promise<boolean> {
    const down = [processes.temporal, processes.platform, ...workers].filter((one) => !one.isUp);
    if (down.length > 0) note(`back: ${down.map((one) => one.name).join(', ')}`);
    await processes.temporal.start();
    await startPlatform();
    await Promise.all(workers.map((worker) => worker.start()));
    return down.length > 0;
  }

  async function resumeAll(): Promise<boolean> {
    const paused = ingestions.filter((one) => one.isPauseTried);
    for (const ingestion of paused) {
      await persist(`resume of ${ingestion.asked.id}`, CALM_BOUND_MS, async () => {
        await tolerant(() => client.resume(ingestion.asked.id));
        return true;
      });
      ingestion.isPauseTried = false;
    }
    return paused.length > 0;
  }

  /** Calls that come too late are no failure. */
  async function tolerant<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof ModelrailError && error.type === 'AlreadyExists') {
        note(`refused: ${error.message}`);
        return undefined;
      }
      throw error;
    }
  }

  async function perform(deed: Deed): Promise<void> {
    const kind = kindOf(deed);
    counts[kind] = (counts[kind] ?? 0) + 1;
    note(JSON.stringify(deed));
    switch (deed.to) {
      case 'worker': {
        const worker = processes.workers[deed.slot];
        await worker?.end(deed.signal);
        if (deed.returns === 'at once' && processes.temporal.isUp) await worker?.start();
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
      case 'source': {
        const ingestion = ingestions[deed.ingestion];
        if (ingestion !== undefined) await disturbSource(ingestion, deed);
        return;
      }
      case 'ingestion':
        await processes.temporal.start();
        return await callClient(deed);
    }
  }

  async function callClient({ ingestion: position, call }: Extract<Deed, { to: 'ingestion' }>): Promise<void> {
    const ingestion = ingestions[position];
    if (ingestion === undefined) return;
    const { id } = ingestion.asked;
    if (call === 'pause') ingestion.isPauseTried = true;
    if (call === 'cancel') ingestion.asked.isCancelTried = true;
    try {
      const answer = await tolerant<unknown>(() => client[call](id));
      note(`${call} ${id}: ${JSON.stringify(answer)}`);
      if (isNewRun(answer)) ingestion.runIds.push(answer.runId);
    } catch (error) {
      // Without a worker, or just after a restart of Temporal; whether it took effect is not known, which is fine here.
      if (!(error instanceof ModelrailError)) throw error;
      note(`${call} ${id}: ${error.type}: ${error.message}`);
      if (!error.isRetryable) problems.push(`${call} ${id} threw ${error.type}: ${error.message}`);
    }
  }

  /** Of open runs only: whether ended ones are started again the plan says. */
  async function hasten(ingestion: RoundIngestion): Promise<void> {
    if (await hasEnded(rig, ingestion.asked.id)) return;
    const { id } = ingestion.asked;
    const answer = await persist(
      `retry of ${id}`,
      CALM_BOUND_MS,
      async () => (await tolerant(() => client.retry(id))) ?? {},
    );
    note(`hasten ${id}: ${JSON.stringify(answer)}`);
    if (isNewRun(answer)) ingestion.runIds.push(answer.runId);
  }

  return {
    perform,
    bringBack,
    resumeAll,
    async hastenAll() {
      for (const ingestion of ingestions) await hasten(ingestion);
    },
    counts,
    problems,
  };
}

function isNewRun(answer: unknown): answer is { runId: string } {
  return typeof answer === 'object' && answer !== null && 'isNewRun' in answer && answer.isNewRun === true;
}

function kindOf(deed: Deed): string {
  switch (deed.to) {
    case 'source':
      return `source ${deed.how}`;
    case 'ingestion':
      return deed.call;
    default:
      return `${deed.to} ${deed.signal}`;
  }
}
