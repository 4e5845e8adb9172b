import { ModelrailError } from '../../client/index.ts';
import type { RoundIngestion } from './ingestions.ts';
import { readPlatformState } from './platform-state.ts';
import type { Rig } from './rig.ts';

/** Looks in the midst of things: nothing may be reported done, at any moment, that the platform does not have then. */
export async function peek({ client, processes }: Rig, ingestions: readonly RoundIngestion[]): Promise<string[]> {
  const isSeen = [processes.temporal, processes.platform, processes.workers[0]].every(({ isUp }) => isUp);
  if (!isSeen) return [];
  const reports = await Promise.all(
    ingestions.map(({ asked }) =>
      client.get(asked.id).catch((error: unknown) => {
        if (error instanceof ModelrailError) return undefined;
        throw error;
      }),
    ),
  );
  const state = await readPlatformState(processes.platformUrl);
  return reports.flatMap((told) =>
    (told?.files ?? []).flatMap(({ name, status, fileId, hash }) => {
      const isThere = state.files.some((file) => file.id === fileId && file.hash === hash);
      const isRegistered = state.models.some((model) => model.name === name && model.hash === hash);
      const problems: string[] = [];
      if (fileId !== undefined && !isThere) problems.push('a file record that the platform does not have');
      if (status === 'registered' && !isRegistered) problems.push('a registration that the platform does not have');
      return problems.map((problem) => `${told?.id}: ${name} was reported with ${problem}, on the way`);
    }),
  );
}
