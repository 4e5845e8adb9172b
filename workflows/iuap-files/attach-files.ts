import type { Attached } from '../../contracts/iuap-files/activities.ts';
import { addTransferCount } from '../../contracts/transfer-count.ts';
import type { InspectedRunFile } from '../ingest/fingerprint-files.ts';
import { addNote, deliverFile, setHash, tellOf } from '../ingest/ingest-state.ts';
import { beginUploads, describeFiles, queueOf } from '../ingest/run-files.ts';
import { sendingLimits } from '../ingest/run-limits.ts';
import { settleFiles } from '../ingest/settle-files.ts';
import { steps } from '../steps/steps.ts';
import type { IuapFilesRun } from './iuap-files-run.ts';
import { wishOf } from './wishes.ts';

/** Attaches a group. `isHashed`: the content that is meant is known by its hash. */
export async function attachGroup(
  run: IuapFilesRun,
  group: readonly InspectedRunFile[],
  isHashed: boolean,
): Promise<void> {
  const { request, identity, own } = run.state;
  const stamps = new Map(group.map(({ index, stamp }) => [index, stamp]));
  beginUploads(run, group);

  await settleFiles<Attached>(
    run,
    group,
    async (pending) => {
      const answer = await run.gate.run(
        () => {
          const files = pending.map((entry) => {
            const { source, name, size, hash, wantedHash = isHashed ? hash : undefined } = entry.file;
            return {
              index: entry.index,
              source,
              name,
              size,
              stamp: stamps.get(entry.index) ?? '',
              ...wishOf(run, entry),
              ...(wantedHash === undefined ? {} : { wantedHash }),
              ...(own.doubtful.has(entry.index) ? { mayBeThere: true as const } : {}),
            };
          });
          // Until it says otherwise: a step that is stopped, or ends with its worker, may have attached each of them.
          for (const { index } of pending) own.doubtful.add(index);
          return steps.attachIuapFiles(
            { platform: request.platform, ingestion: identity.id, ...sendingLimits(run), files },
            { summary: `attach ${describeFiles(pending)}`, ...queueOf(run, pending) },
          );
        },
        ({ files = {} }) => {
          for (const { index, file } of pending) file.upload = addTransferCount(file.upload, files[index]);
        },
      );
      for (const outcome of answer.files) {
        if (!('isDoubtful' in outcome)) own.doubtful.delete(outcome.index);
      }
      return answer;
    },
    ({ file }, { hash, record, remote, note, told, count }) => {
      setHash(file, hash);
      file.upload = addTransferCount(file.upload, count);
      file.record = record;
      if (note !== undefined) addNote(file, note);
      tellOf(file, told);
      deliverFile(run, file, remote);
    },
  );
}
