import type { MetadataRequest } from '../../contracts/longyan-disk/activities.ts';
import { LOOKUPS } from '../../contracts/longyan-disk/policies.ts';
import type { ResourceRequest } from '../../contracts/longyan-disk/request.ts';
import type { ResourceMetadata } from '../../contracts/longyan-disk/state.ts';
import type { RunFile } from '../ingest/ingest-run.ts';
import { addNote, failFile, tellOf } from '../ingest/ingest-state.ts';
import { toKeptError } from '../steps/failure-info.ts';
import { createLimit } from '../steps/limit.ts';
import { steps } from '../steps/steps.ts';
import type { LongyanDiskRun } from './longyan-disk-run.ts';

/** What a request says of one file: its own values, else those for all. */
export function resourceRequestOf({ state: { request } }: LongyanDiskRun, index: number): ResourceRequest {
  const own = (request.files[index] ?? {}) as ResourceRequest; // as: the schema of requests lets files have these keys
  const { title, period, subject, edition, volume, textbook, chapters, grade } = { ...request, ...own };
  const resource = { ...request.resource, ...own.resource };
  const given = { title, period, subject, edition, volume, textbook, chapters, grade, resource };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/**
 * Finds the ids of the teaching metadata of each file; what several files have in common is looked up once. Files whose
 * metadata cannot be found fail; where all have the same the run ends with it.
 */
export async function findMetadata(
  run: LongyanDiskRun,
  files: readonly RunFile[],
): Promise<ReadonlyMap<number, ResourceMetadata>> {
  const found = new Map<number, ResourceMetadata>();
  const groups = new Map<string, { request: MetadataRequest; files: RunFile[] }>();
  for (const entry of files) {
    const { title: _title, resource: _resource, ...request } = resourceRequestOf(run, entry.index);
    const key = JSON.stringify(request);
    const group = groups.get(key) ?? { request, files: [] };
    group.files.push(entry);
    groups.set(key, group);
  }
  const limit = createLimit(LOOKUPS);
  const { platform } = run.state.request;
  await Promise.all(
    [...groups.values()].map(({ request, files: ofGroup }) =>
      limit(async () => {
        try {
          const {
            metadata,
            notes = [],
            told,
          } = await run.gate.run(() =>
            steps.findLongyanMetadata({ platform, request }, { summary: 'look up teaching metadata' }),
          );
          const [first] = ofGroup;
          if (first !== undefined) {
            for (const note of notes) addNote(first.file, note);
            tellOf(first.file, told);
          }
          for (const { index } of ofGroup) found.set(index, metadata);
        } catch (error) {
          const info = toKeptError(error);
          if (groups.size === 1) throw error;
          for (const { file } of ofGroup) failFile(file, info);
        }
      }),
    ),
  );
  run.changed();
  return found;
}
