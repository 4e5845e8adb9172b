import { z } from 'zod';
import { type CallContext, jsonParameters, registerCall } from './calls.ts';
import { Refusal } from './refusal.ts';
import { parse, type Resources } from './resources.ts';
import { chaptersBelow, type ListKey, listOf, textbooksOf } from './textbooks.ts';
import type { Uploads } from './uploads.ts';

const filter = z.string().optional();

/** The lists of the manual's sections 3.2 to 3.6: the call, its parameters, and how its answer names list, id and name. */
const LISTS = [
  ['queryPeriods', 'periodId', ['subjectId', 'gradeId', 'volumeId', 'editionId'], 'periodList', 'periodName'],
  [
    'querySubjects',
    'subjectId',
    ['periodId', 'gradeId', 'aamGradeId', 'volumeId', 'editionId'],
    'subjectList',
    'subjectName',
  ],
  [
    'queryEditions',
    'editionId',
    ['volumeId', 'periodId', 'gradeId', 'aamGradeId', 'subjectId'],
    'editionList',
    'editionName',
  ],
  [
    'queryVolumes',
    'volumeId',
    ['subjectId', 'gradeId', 'aamGradeId', 'periodId', 'editionId'],
    'volumeList',
    'volumeName',
  ],
] as const;

const textbookQuery = z.strictObject({
  editionId: filter,
  volumeId: filter,
  periodId: filter,
  gradeId: filter,
  aamGradeId: filter,
  subjectId: filter,
});

const chapterQuery = z.strictObject({
  parentType: z.enum(['0', '1']),
  parentId: z.string().min(1),
  retType: z.enum(['0', '1']),
});

const resourceQuery = z.strictObject({
  page: z.strictObject({ curPage: z.int().min(1), numPerPage: z.int().min(1).max(1_000) }),
  query: z.strictObject({
    periodId: filter,
    subjectId: filter,
    volumeId: filter,
    textbookId: filter,
    chapterId: filter,
    classificationId: filter,
    resType: z.enum(['0', '1', '2', '3', '4', '5']).optional(),
    keyword: filter,
    orderBy: z.enum(['viewCount', 'downCount', 'createTime', 'fileLength', 'marks']).optional(),
    platformCode: filter,
    gradeId: filter,
  }),
});

/** Serves lists, resources and folders (manual sections 3.1 to 3.9 and 4.5). */
export function registerDiskRoutes(
  context: CallContext,
  { create, createFolder, resources }: Resources,
  uploads: Uploads,
): void {
  const { behaviour } = context;
  for (const [name, key, parameters, list, entryName] of LISTS) {
    const schema = z.strictObject(Object.fromEntries(parameters.map((parameter) => [parameter, filter])));
    registerCall(context, name, (request) => {
      const found = listOf(key satisfies ListKey, parse(schema, jsonParameters(request, behaviour)));
      return {
        [list]: found.map((entry, position) => ({ [key]: entry.id, [entryName]: entry.name, sortNum: position + 1 })),
      };
    });
  }

  registerCall(context, 'queryTextbooks', (request) => ({
    list: textbooksOf(parse(textbookQuery, jsonParameters(request, behaviour))).map(
      ({ textbookId, textbookName, intro }) => ({ textbookId, textbookName, intro }),
    ),
  }));

  registerCall(context, 'queryChapters', (request) => {
    const { parentType, parentId, retType } = parse(chapterQuery, jsonParameters(request, behaviour));
    return { list: chaptersBelow(parentType, parentId, retType === '0') };
  });

  registerCall(context, 'createResource', (request) => create(jsonParameters(request, behaviour)));
  registerCall(context, 'createFolder', (request) => createFolder(jsonParameters(request, behaviour)));

  registerCall(context, 'xkzyList', (request) => {
    const { page, query } = parse(resourceQuery, jsonParameters(request, behaviour));
    const found = [...resources.values()].filter(
      ({ periodId, subjectId, volumeId, textbookId, gradeId, chapterIdList = [], title }) =>
        Object.entries({ periodId, subjectId, volumeId, textbookId, gradeId }).every(
          ([key, value]) => !query[key as 'periodId'] || query[key as 'periodId'] === value, // as: a key of both
        ) &&
        (!query.chapterId || chapterIdList.includes(query.chapterId)) &&
        (!query.keyword || title.includes(query.keyword)),
    );
    const from = (page.curPage - 1) * page.numPerPage;
    return {
      totalCount: found.length,
      productList: found.slice(from, from + page.numPerPage).map(({ resId, title, fid, createTime, intro, userId }) => {
        const file = fid === undefined ? undefined : uploads.get(fid);
        if (file === undefined && fid !== undefined) throw new Refusal('附件无效');
        const counts = { viewCount: 0, commentCount: 0, downCount: 0, score: 0, collectedCount: 0 };
        const texts = { intro: intro ?? '', desc: intro ?? '', imageUrl: '', thumbnailUrlList: [] };
        return {
          productCode: `PD${fid ?? resId}`,
          productName: title,
          createTime,
          ...counts,
          ...texts,
          ...(file === undefined ? {} : { fileName: file.name, fileLength: String(file.length), fid: String(fid) }),
          userName: userId,
          resIdList: [resId],
        };
      }),
    };
  });
}
