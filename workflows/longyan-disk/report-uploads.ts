import { fingerprintGroup, type InspectedRunFile } from '../ingest/fingerprint-files.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { steps } from '../steps/steps.ts';
import type { LongyanDiskRun } from './longyan-disk-run.ts';

/** A dry run: hashes every file, and asks which uploads by position have begun. What goes whole is sent whole. */
export async function reportUploads(run: LongyanDiskRun, groups: readonly InspectedRunFile[][]): Promise<void> {
  const { platform } = run.state.request;
  const report = { toSend: 0, bytesToSend: 0, instant: 0 };
  run.state.dryRun = report;
  for (const group of groups) {
    const hashed = await fingerprintGroup(run, group, { chunkSizeBytes: run.plan.partSizeBytes });
    const look = (bytes: number) => {
      report.toSend += 1;
      report.bytesToSend += bytes;
    };
    const parted = hashed.filter(({ file }) => file.size > run.plan.resumableFromBytes);
    for (const { file } of hashed) {
      if (file.size > run.plan.resumableFromBytes) continue;
      file.stage = 'done';
      look(file.size);
    }
    if (parted.length === 0) continue;
    await settleFiles(
      run,
      parted,
      (pending) =>
        run.gate.run(() =>
          steps.lookForLongyanUploads(
            { platform, files: pending.map(({ index, file: { hash, size } }) => ({ index, hash, size })) },
            { summary: `ask for ${describeFiles(pending)}` },
          ),
        ),
      ({ file }, { present }) => {
        file.stage = 'done';
        look(file.size - present);
      },
    );
  }
  run.changed();
}
