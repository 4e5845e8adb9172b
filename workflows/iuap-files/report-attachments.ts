import { errorOf } from '../../contracts/errors.ts';
import { phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import type { InspectedRunFile } from '../ingest/fingerprint-files.ts';
import { failFile, warnOf } from '../ingest/ingest-state.ts';
import { describeFiles } from '../ingest/run-files.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { steps } from '../steps/steps.ts';
import type { IuapFilesRun } from './iuap-files-run.ts';
import { wishOf } from './wishes.ts';

/** A dry run: asks which names are taken. */
export async function reportAttachments(run: IuapFilesRun, groups: readonly InspectedRunFile[][]): Promise<void> {
  const { platform } = run.state.request;
  const report = { toSend: 0, bytesToSend: 0, instant: 0 };
  run.state.dryRun = report;
  for (const group of groups) {
    await settleFiles(
      run,
      group,
      (pending) =>
        run.gate.run(() =>
          steps.lookForIuapAttachments(
            {
              platform,
              files: pending.map((entry) => {
                const { filepath, groupname, replaces } = wishOf(run, entry);
                const own = replaces === undefined ? {} : { replaces };
                return { index: entry.index, name: entry.file.name, filepath, groupname, ...own };
              }),
            },
            { summary: `ask for ${describeFiles(pending)}` },
          ),
        ),
      (entry, { present, isOwn = false }) => {
        const { file } = entry;
        const { replace, filepath, groupname } = wishOf(run, entry);
        if (present !== undefined && replace !== true && !isOwn) {
          const taken = sentenceOf('{document}, group {group}, has an attachment of this name, of {size}', {
            document: filepath,
            group: groupname,
            size: present || phraseOf('unknown size'),
          });
          return failFile(file, errorOf('AlreadyExists', taken));
        }
        if (present !== undefined) {
          const where = { document: filepath, group: groupname, size: present || phraseOf('unknown size') };
          warnOf(
            file,
            isOwn
              ? sentenceOf(
                  '{document}, group {group}, has the attachment that it is to replace, of {size}: it would be replaced',
                  where,
                )
              : sentenceOf(
                  '{document}, group {group}, has an attachment of this name, of {size}: it would be replaced',
                  where,
                ),
          );
        }
        file.stage = 'done';
        report.toSend += 1;
        report.bytesToSend += file.size;
      },
    );
  }
  run.changed();
}
