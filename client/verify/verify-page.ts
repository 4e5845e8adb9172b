import { VERIFICATION } from '../../contracts/policies.ts';
import type { DeliveredFile, KeptCheck, VerificationActivities } from '../../contracts/verification.ts';
import { runActivity } from '../temporal/run-activity.ts';
import type { Temporal } from '../temporal/temporal.ts';

/** Files in the order given, in as many pages as one step is to take. */
export function pagesOf(files: readonly DeliveredFile[]): DeliveredFile[][] {
  const pages: DeliveredFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const size = Buffer.byteLength(JSON.stringify(file));
    const page = pages.at(-1);
    if (page === undefined || page.length >= VERIFICATION.maxFiles || bytes + size > VERIFICATION.maxBytes) {
      pages.push([file]);
      bytes = size;
    } else {
      page.push(file);
      bytes += size;
    }
  }
  return pages;
}

/**
 * Has a worker ask the platform about files; answers the checks of those that it said something of, at least one. Only a
 * worker has the platform's credentials.
 */
export async function askAboutFiles(
  temporal: Temporal,
  taskQueue: string,
  platform: string,
  files: DeliveredFile[],
): Promise<Map<number, KeptCheck[]>> {
  const { maxFiles: _files, maxBytes: _bytes, ...policy } = VERIFICATION;
  const answer = await runActivity<Answer>(temporal, {
    activity: 'verifyFiles',
    taskQueue,
    input: { platform, files },
    policy,
    asker: 'verify',
    again: 'verify again',
    answerer: 'the platform',
  });
  return new Map(answer.files.flatMap((file) => (file.state === 'asked' ? [[file.index, file.checks]] : [])));
}

type Answer = Awaited<ReturnType<VerificationActivities['verifyFiles']>>;
