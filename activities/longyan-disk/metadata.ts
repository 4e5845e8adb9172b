import { log } from '@temporalio/activity';
import type { LongyanDiskActivities, MetadataRequest } from '../../contracts/longyan-disk/activities.ts';
import type { ResourceMetadata } from '../../contracts/longyan-disk/state.ts';
import { englishOf, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import type { ListEntry, ListFilter } from '../../platforms/longyan-disk/client.ts';
import { describeOffset } from '../../platforms/longyan-disk/clock.ts';
import { asActivity } from '../run.ts';
import { type EntryKind, findChapter, findEntry } from './find-entry.ts';
import type { MetadataLists } from './run-lists.ts';
import type { LongyanDiskDeps } from './session.ts';

/** The step that looks up what a request calls by name. */
export function createMetadataActivities({
  session,
}: Pick<LongyanDiskDeps, 'session'>): Pick<LongyanDiskActivities, 'findLongyanMetadata'> {
  return {
    findLongyanMetadata: asActivity(async ({ platform, request }, run) => {
      const { client, lists } = session(platform);
      const metadata = await findMetadata(lists.of(run.runId), request, run.signal);
      const difference = describeOffset(client.clockOffsetMs());
      if (difference === undefined) return { metadata };
      const told = sentenceOf("the worker's clock is {difference}: calls are signed with the platform's time", {
        difference,
      });
      const note = englishOf(told);
      log.warn(note, { platform });
      return { metadata, notes: [note], told: [told] };
    }),
  };
}

/** Finds ids one after the other; what was found narrows the next list. Errors: those of {@link findEntry}. */
export async function findMetadata(
  lists: MetadataLists,
  request: MetadataRequest,
  signal?: AbortSignal,
): Promise<ResourceMetadata> {
  const { grade: gradeId } = request;
  const filter: ListFilter = gradeId === undefined ? {} : { gradeId };

  async function find(
    key: Exclude<keyof ListFilter, 'gradeId'> | undefined,
    one: EntryKind,
    wanted: string | undefined,
    list: (filter: ListFilter) => Promise<ListEntry[]>,
  ): Promise<string | undefined> {
    if (wanted === undefined) return undefined;
    const id = findEntry(await list({ ...filter }), wanted, one);
    if (key !== undefined) filter[key] = id;
    return id;
  }

  const { period, subject, edition, volume, textbook, chapters } = request;
  const periodId = await find('periodId', 'period', period, (known) => lists.queryPeriods(known, signal));
  const subjectId = await find('subjectId', 'subject', subject, (known) => lists.querySubjects(known, signal));
  if (periodId === undefined || subjectId === undefined) {
    // The request's schema says so before; any Temporal client may have started the run.
    throw new ModelrailError('InvalidRequest', sentenceOf('a resource needs a period and a subject'));
  }
  const editionId = await find('editionId', 'edition', edition, (known) => lists.queryEditions(known, signal));
  const volumeId = await find('volumeId', 'volume', volume, (known) => lists.queryVolumes(known, signal));
  const textbookId = await find(undefined, 'textbook', textbook, (known) => lists.queryTextbooks(known, signal));
  return {
    periodId,
    subjectId,
    ...(gradeId === undefined ? {} : { gradeId }),
    ...(editionId === undefined ? {} : { editionId }),
    ...(volumeId === undefined ? {} : { volumeId }),
    ...(textbookId === undefined ? {} : { textbookId }),
    ...(chapters === undefined ? {} : { chapterIdList: await findChapters(lists, chapters, textbookId, signal) }),
  };
}

async function findChapters(
  lists: MetadataLists,
  wanted: readonly string[],
  textbookId: string | undefined,
  signal?: AbortSignal,
): Promise<string[]> {
  if (textbookId === undefined) {
    throw new ModelrailError('InvalidRequest', sentenceOf('chapters are looked up in their textbook'));
  }
  const chapters = await lists.queryChapters(textbookId, signal);
  return [...new Set(wanted.map((one) => findChapter(chapters, one)))];
}
