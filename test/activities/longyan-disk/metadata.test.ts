import { expect, test } from 'vitest';
import { findMetadata } from '../../../activities/longyan-disk/metadata.ts';
import { createRunLists } from '../../../activities/longyan-disk/run-lists.ts';
import { startDisk } from '../../platforms/longyan-disk/support.ts';

const LESSON = { period: '小学', subject: '语文', edition: '人教版', textbook: 'TEX0001' };

test('a run asks for each list once, however many lessons want it, and another run asks again', async () => {
  const { client, control } = await startDisk();
  const lists = createRunLists(client);
  const find = (run: string, chapter: string) => findMetadata(lists.of(run), { ...LESSON, chapters: [chapter] });
  const asked = async (endpoint: string) => (await control.log()).filter((call) => call.endpoint === endpoint).length;

  const found = await Promise.all(['CHA00011', 'CHA00012', 'CHA00011'].map((chapter) => find('first', chapter)));
  expect(found.map(({ chapterIdList }) => chapterIdList)).toEqual([['CHA00011'], ['CHA00012'], ['CHA00011']]);
  for (const endpoint of ['queryPeriods', 'querySubjects', 'queryEditions', 'queryTextbooks', 'queryChapters'])
    expect(await asked(endpoint)).toBe(1);

  await find('second', 'CHA00011');
  expect(await asked('queryPeriods')).toBe(2);
});

test('a list that was not answered is asked for again', async () => {
  const { client, control } = await startDisk();
  const lists = createRunLists(client).of('run');
  await control.fault({ match: { endpoint: 'queryPeriods' }, kind: 'status', status: 503, times: 1 });
  await expect(findMetadata(lists, LESSON)).rejects.toMatchObject({ type: 'PlatformUnavailable' });
  expect(await findMetadata(lists, LESSON)).toMatchObject({ periodId: 'PER0001' });
});

test('a step that is cancelled waits for no other one, which goes on', async () => {
  const { client, control } = await startDisk();
  const lists = createRunLists(client).of('run');
  await control.fault({ match: { endpoint: 'queryPeriods' }, kind: 'delay', delayMs: 200 });
  const first = findMetadata(lists, LESSON);
  const stop = new AbortController();
  const second = findMetadata(lists, LESSON, stop.signal);
  stop.abort(new Error('cancelled'));
  await expect(second).rejects.toThrow('cancelled');
  expect(await first).toMatchObject({ subjectId: 'SUB0001' });
});
