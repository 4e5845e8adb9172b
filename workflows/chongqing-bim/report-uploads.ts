import { SENDING_GROUPS } from '../../contracts/policies.ts';
import { fingerprintGroup, type InspectedRunFile } from '../ingest/fingerprint-files.ts';
import { describeFiles, type IngestRun } from '../ingest/ingest-run.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { createLimit } from '../steps/limit.ts';
import { runStep } from '../steps/steps.ts';

/** A dry run: hashes everything and asks the platform what it has of it; sends and creates nothing. */
export async function reportUploads(run: IngestRun, groups: readonly InspectedRunFile[][]): Promise<void> {
  const report = { toSend: 0, bytesToSend: 0, instant: 0 };
  const limit = createLimit(SENDING_GROUPS);
  const counted = new Set<string>();
  await Promise.all(
    groups.map((group) =>
      limit(async () => {
        const fingerprinted = await fingerprintGroup(run, group);
        await settleFiles(
          run,
          fingerprinted,
          (pending) =>
            run.gate.run(() =>
              runStep(
                'queryUploadStatus',
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
