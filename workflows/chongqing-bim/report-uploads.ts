import { SENDING_GROUPS } from '../../contracts/policies.ts';
import { fingerprintGroup, type InspectedRunFile } from '../ingest/fingerprint-files.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { createLimit } from '../steps/limit.ts';
import { steps } from '../steps/steps.ts';
import type { ChongqingBimRun } from './chongqing-bim-run.ts';

/** A dry run: hashes everything and asks the platform what it has of it; sends and creates nothing. */
export async function reportUploads(run: ChongqingBimRun, groups: readonly InspectedRunFile[][]): Promise<void> {
  const report = { toSend: 0, bytesToSend: 0, instant: 0 };
  const limit = createLimit(SENDING_GROUPS);
  const counted = new Set<string>();
  await Promise.all(
    groups.map((group) =>
      limit(async () => {
        const fingerprinted = await fingerprintGroup(run, group, run.plan);
        await settleFiles(
          run,
          fingerprinted,
          (pending) =>
            run.gate.run(() =>
              steps.queryUploadStatus(
                {
                  platform: run.state.request.platform,
                  chunkSizeBytes: run.plan.chunkSizeBytes,
                  files: pending.map(({ index, file }) => ({
                    index,
                    name: file.name,
                    hash: file.hash,
                    size: file.size,
                    tags: file.tags,
                  })),
                },
                { summary: `ask for ${describeFiles(pending)}` },
              ),
            ),
          ({ file }, outcome) => {
            file.upload = {
              ...file.upload,
              skipped: file.upload.chunks - outcome.missingChunks,
              instant: outcome.isComplete,
            };
            file.stage = 'done';
            // Equal content is sent once.
            if (outcome.isComplete || counted.has(file.hash)) report.instant += 1;
            else {
              report.toSend += 1;
              report.bytesToSend += outcome.bytesToSend;
            }
            counted.add(file.hash);
          },
        );
      }),
    ),
  );
  run.state.dryRun = report;
}
