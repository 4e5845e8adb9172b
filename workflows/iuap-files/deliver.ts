import { HASHED_CHUNK_BYTES } from '../../contracts/iuap-files/policies.ts';
import { HASHING_GROUPS, SENDING_GROUPS } from '../../contracts/policies.ts';
import { fingerprintGroup, type InspectedRunFile, inspectFiles } from '../ingest/fingerprint-files.ts';
import { isAlive } from '../ingest/ingest-state.ts';
import { filesWith } from '../ingest/run-files.ts';
import { createLimit } from '../steps/limit.ts';
import { attachGroup } from './attach-files.ts';
import type { IuapFilesRun } from './iuap-files-run.ts';
import { reportAttachments } from './report-attachments.ts';
import { withoutDoubles } from './wishes.ts';

/** The pipeline: look at every file, attach each by itself. */
export async function deliverToIuapFiles(run: IuapFilesRun): Promise<void> {
  const inspected = await inspectFiles(run, filesWith(run, 'pending'), {});
  const groups = withoutDoubles(
    run,
    inspected.map((group) => group.filter(({ file }) => isAlive(file))),
  );
  if (run.state.request.options?.dryRun === true) return reportAttachments(run, groups);
  const hashing = createLimit(HASHING_GROUPS);
  const sending = createLimit(SENDING_GROUPS);

  async function deliverGroup(group: readonly InspectedRunFile[]): Promise<void> {
    // MD5 is taken on the way; another digest that the run wants is not.
    const isHashed = run.plan.sha256 === true;
    const layout = { chunkSizeBytes: HASHED_CHUNK_BYTES };
    const ready = isHashed ? await hashing(() => fingerprintGroup(run, group, layout)) : group;
    if (ready.length > 0) await sending(() => attachGroup(run, ready, isHashed));
  }

  const ends = await Promise.allSettled(groups.map(deliverGroup));
  // A group that is cancelled is no reason to forget what the others still have to tell.
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
