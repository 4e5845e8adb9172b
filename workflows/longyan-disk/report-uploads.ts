import { fingerprintGroup, type InspectedRunFile } from '../ingest/fingerprint-files.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { steps } from '../steps/steps.ts';
import type { LongyanDiskRun } from './longyan-disk-run.ts';
import { isParted } from './upload-files.ts';

/** A dry run: hashes every file, and asks once which uploads by position have begun. What goes whole is sent whole. */
export async function reportUploads(run: LongyanDiskRun, groups: readonly InspectedRunFile[][]): Promise<void> {
  const { platform } = run.state.request;
  const report = { toSend: 0, bytesToSend: 0, instant: 0 };
  run.state.dryRun = report;
  const parted: RunFile[] = [];
  const look = ({ file }: RunFile, bytes: number) => {
    file.stage = 'done';
    report.toSend += 1;
    report.bytesToSend += bytes;
  };
  for (const group of groups) {
    for (const entry of await fingerprintGroup(run, group, { chunkSizeBytes: run.plan.partSizeBytes })) {
      if (isParted(run, entry.file)) parted.push({ index: entry.index, file: entry.file });
      else look(entry, entry.file.size);
    }
  }
  if (parted.length > 0) {
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
      (entry, { present }) => look(entry, entry.file.size - present),
    );
  }
  run.changed();
}
