import { ModelrailError } from '../../client/index.ts';
import { hasEnded } from './ended.ts';
import type { RoundRun } from './ingestions.ts';
import type { ClientCall } from './plan.ts';
import type { Rig } from './rig.ts';
import { persist } from './waiting.ts';

/** What a client does to the ingestions of a round. */
export interface ClientDeeds {
  call(ingestion: RoundRun, call: ClientCall): Promise<void>;
  /** Resumes what was paused; answers whether anything was. */
  resumeAll(): Promise<boolean>;
  /** Lets the waiting steps of open ingestions try again now; answers whether any waited. */
  retryAllNow(): Promise<boolean>;
  /** What the client library did that it must not. */
  problems: string[];
}

const CALM_BOUND_MS = 60_000;

/** Makes the client's deeds; `note` keeps the diary. */
export function createClientDeeds(
  { client, ...rig }: Rig,
  ingestions: readonly RoundRun[],
  note: (line: string) => void,
): ClientDeeds {
  const problems: string[] = [];

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

  async function ask(ingestion: RoundRun, call: ClientCall): Promise<void> {
    const { id } = ingestion.asked;
    switch (call) {
      case 'pause':
        ingestion.isPauseTried = true;
        await tolerant(() => client.pause(id));
        return;
      case 'resume':
        await tolerant(() => client.resume(id));
        return;
      case 'cancel':
        ingestion.asked.isCancelTried = true;
        await tolerant(() => client.cancel(id));
        return;
      case 'retry': {
        const answer = await tolerant(() => client.retry(id));
        note(`retry ${id}: ${JSON.stringify(answer)}`);
        if (answer?.isNewRun === true) ingestion.runIds.push(answer.runId);
        return;
      }
      case 'start': {
        const answer = await client.ingest(ingestion.request, { id });
        if (!answer.isAttached || answer.id !== id) problems.push(`a second start of ${id}: ${JSON.stringify(answer)}`);
        return;
      }
      case 'start another':
        return await startAnother(ingestion);
    }
  }

  async function startAnother({ request, asked: { id } }: RoundRun): Promise<void> {
    // More than any plan asks for.
    const another = { ...request, options: { ...request.options, concurrency: 7 } };
    const answer = await tolerant(() => client.ingest(another, { id }));
    if (answer !== undefined) problems.push(`another request under ${id} was not refused: ${JSON.stringify(answer)}`);
  }

  return {
    problems,
    async call(ingestion, call) {
      const { id } = ingestion.asked;
      try {
        await ask(ingestion, call);
      } catch (error) {
        // Without a worker, or just after a restart of Temporal; whether it took effect is not known, which is fine here.
        if (!(error instanceof ModelrailError)) throw error;
        note(`${call} ${id}: ${error.type}: ${error.message}`);
        if (!error.isRetryable) problems.push(`${call} ${id} threw ${error.type}: ${error.message}`);
      }
    },
    async resumeAll() {
      const paused = ingestions.filter((one) => one.isPauseTried);
      for (const ingestion of paused) {
        await persist(`resume of ${ingestion.asked.id}`, CALM_BOUND_MS, async () => {
          await tolerant(() => client.resume(ingestion.asked.id));
          return true;
        });
        ingestion.isPauseTried = false;
      }
      return paused.length > 0;
    },
    async retryAllNow() {
      let retriedNow = 0;
      for (const ingestion of ingestions) {
        // Of open runs only: whether ended ones are started again the plan says.
        if (await hasEnded(rig, ingestion.asked.id)) continue;
        const { id } = ingestion.asked;
        const answer = await persist(
          `retry of ${id}`,
          CALM_BOUND_MS,
          async () =>
            (await tolerant(() => client.retry(id))) ?? { isNewRun: false as const, retriedNow: 0, runId: '' },
        );
        note(`retry now ${id}: ${JSON.stringify(answer)}`);
        if (answer.isNewRun) ingestion.runIds.push(answer.runId);
        retriedNow += answer.retriedNow ?? 0;
      }
      return retriedNow > 0;
    },
  };
}
