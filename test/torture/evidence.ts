import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import protos from '@temporalio/proto';
import type { IngestProgress } from '../../client/index.ts';
import type { RoundIngestion } from './ingestions.ts';
import type { Evidence } from './judged.ts';
import { readPlatformState } from './platform-state.ts';
import { SECRETS } from './processes.ts';
import type { Rig } from './rig.ts';
import { persist, waitUntil } from './waiting.ts';

const ANSWER_BOUND_MS = 60_000;

/** Asks everybody what has come of a round. */
export async function collectEvidence(rig: Rig, ingestions: readonly RoundIngestion[]): Promise<Evidence> {
  const told = new Map<string, IngestProgress>();
  for (const { asked } of ingestions) told.set(asked.id, await report(rig, asked.id));
  const { chunks } = await rig.simulator.stats();
  return {
    asked: ingestions.map(({ asked }) => asked),
    told,
    state: await readPlatformState(rig.processes.platformUrl),
    acceptedChunks: Object.fromEntries(Object.entries(chunks.byKey).map(([hash, { requests }]) => [hash, requests])),
  };
}

/** What the library says, once it need not say that no worker answered. */
async function report({ client }: Rig, id: string): Promise<IngestProgress> {
  return await waitUntil(`a whole report of ${id}`, ANSWER_BOUND_MS, async () => {
    const progress = await persist(`a report of ${id}`, ANSWER_BOUND_MS, () => client.get(id));
    return progress.note === undefined ? progress : undefined;
  });
}

/** Every run's history, encoded: payloads are in it as they are. */
export async function readHistories(
  { temporal }: Rig,
  ingestions: readonly RoundIngestion[],
): Promise<Map<string, Buffer>> {
  const histories = new Map<string, Buffer>();
  for (const { asked, runIds } of ingestions) {
    for (const runId of runIds) {
      const history = await temporal.workflow.getHandle(asked.id, runId).fetchHistory();
      const bytes = protos.temporal.api.history.v1.History.encode(history).finish();
      histories.set(`${asked.id} ${runId}`, Buffer.from(bytes));
    }
  }
  return histories;
}

/** Where passwords, keys and tokens are to be seen that should be nowhere. */
export async function findSecrets({ processes }: Rig, histories: ReadonlyMap<string, Buffer>): Promise<string[]> {
  const journal = await readFile(processes.platformJournal, 'utf8');
  const tokens = [...journal.matchAll(/^\["set","tokens","([^"]+)"/gm)].map((match) => match[1] ?? '');
  const secrets = [...Object.entries(SECRETS), ...tokens.map((token) => ['token', token] as const)];
  const logs = await Promise.all(
    [0, 1].map(async (slot) => {
      const name = `worker-${slot}.log`;
      return [name, await readIfThere(join(processes.folder, 'logs', name))] as const;
    }),
  );
  const places = [...logs, ...[...histories].map(([run, bytes]) => [`history of ${run}`, bytes] as const)];
  return places.flatMap(([place, bytes]) =>
    secrets.flatMap(([name, secret]) => (bytes.includes(secret) ? [`${name} is in the ${place}`] : [])),
  );
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    // A worker that no round of this campaign needed has no log.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
