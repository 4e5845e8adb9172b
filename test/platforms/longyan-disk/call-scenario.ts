import { expect } from 'vitest';
import type { CallScenario } from '../call-scenario.ts';
import { bodyOf, clientFor, md5Of, settingsFor } from './support.ts';

const METADATA = { periodId: 'PER0001', subjectId: 'SUB0001' };
const SUCCESS = { result: '000000', resultDesc: 'success' };

type Resource = { data: { resId: string } };
type Lists = Record<'subjectList' | 'editionList' | 'volumeList' | 'list', unknown[]>;

/** See {@link CallScenario}. */
export const callLongyanDisk: CallScenario = async ({ url, call }) => {
  expect(await call('queryPeriods')).toMatchObject({
    ...SUCCESS,
    data: { periodList: expect.arrayContaining([{ periodId: 'PER0001', periodName: '小学', sortNum: 1 }]) },
  });
  const { data: subjects } = await call<{ data: Lists }>('querySubjects', { periodId: 'PER0001' });
  expect(subjects.subjectList).toMatchObject([{ subjectName: '语文' }, { subjectName: '数学' }]);
  const { data: editions } = await call<{ data: Lists }>('queryEditions', METADATA);
  expect(editions.editionList).toMatchObject([{ editionName: '人教版' }]);
  const { data: volumes } = await call<{ data: Lists }>('queryVolumes', METADATA);
  expect(volumes.volumeList).toMatchObject([{ volumeId: 'VOL0001' }, { volumeId: 'VOL0002' }]);
  const { data: textbooks } = await call<{ data: Lists }>('queryTextbooks', { ...METADATA, volumeId: 'VOL0002' });
  expect(textbooks.list).toMatchObject([{ textbookId: 'TEX0002' }]);
  const { data: chapters } = await call<{ data: Lists }>('queryChapters', {
    parentType: '0',
    parentId: 'TEX0002',
    retType: '0',
  });
  expect(chapters.list).toContainEqual(expect.objectContaining({ chapterTitle: '春晓' }));

  const { data: folder } = await call<{ data: { dirId: string } }>('createFolder', { dirName: '春季学期' });
  await expect(call('createFolder', { dirName: '春季学期' })).rejects.toMatchObject({ refusal: '文件夹已存在' });
  const { fid } = await clientFor(settingsFor(url)).uploadify({
    name: '春晓.docx',
    content: bodyOf(Buffer.from('spring')),
  });
  const place = { ...METADATA, parentId: folder.dirId };
  const resource = await call<Resource>('createResource', { ...place, fid, title: '春晓', resForm: '1' });
  expect(resource).toMatchObject({ ...SUCCESS, data: { resId: expect.any(String) } });
  const link = { ...place, title: '诗词网', resForm: '2', url: 'https://host/poems' };
  const linked = await call<Resource>('createResource', link);
  const listed = await call<{ data: unknown }>('xkzyList', { page: { curPage: 1, numPerPage: 10 }, query: {} });
  expect(listed.data).toMatchObject({
    totalCount: 2,
    productList: [
      { productName: '春晓', fid, resIdList: [resource.data.resId] },
      { productName: '诗词网', resIdList: [linked.data.resId] },
    ],
  });

  const begun = { fileMd5: md5Of(Buffer.from('a film')), fileLength: '6', filePathLocal: 'films/spring.mp4' };
  const { data: upload } = await call<{ data: { fid: number } }>('createFid', begun);
  expect(upload).toMatchObject({ ...begun, fileLength: 6, filePos: 0, postComplete: 'false', userId: 'demo-user' });
  const { data: uncompleted } = await call<{ data: unknown }>('uncompletedFiles');
  expect(uncompleted).toMatchObject({ uncompletedFiles: [{ fid: upload.fid }] });
};
