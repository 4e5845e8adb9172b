/**
 * The thirteen calls of the Longyan online disk, from "龙岩市教育数据共享服务平台-平台网盘接口调用v1": paths, what goes out, what
 * comes back, in the vendor's spelling. The single source for the client and for the simulator.
 */
import { z } from 'zod';
import { chapters, fid, fileRecord, listOf, number, reference, text } from './answer-shapes.ts';

/** How a call's parameters travel. */
export type ParameterStyle = 'json' | 'form' | 'multipart';

/** One call of the platform; `appId` and `appKey` go with each, beside its parameters. */
export interface Endpoint<Parameters extends z.ZodType, Data extends z.ZodType> {
  /** Heading of the manual's section. */
  section: string;
  method: 'POST';
  /** Path below the platform's origin. */
  path: string;
  style: ParameterStyle;
  parameters: Parameters;
  /** What is under `data` of the answer; of `uploadify` the answer itself. */
  data: Data;
}

function endpoint<P extends z.ZodType, D extends z.ZodType>(definition: Endpoint<P, D>): Endpoint<P, D> {
  return definition;
}

/** MD5 in hex. */
const md5 = z.string().regex(/^[0-9a-fA-F]{32}$/, { error: 'must be an MD5: 32 hex digits' });

/** A position or a size in bytes, as text. */
const bytes = z.string().regex(/^\d{1,16}$/, { error: 'must be a number of bytes, as a text' });

const filter = z.string().optional();
const filters = { gradeId: filter, volumeId: filter, editionId: filter };

/** Every call of the manual, by its name there. */
export const endpoints = {
  createResource: endpoint({
    section: '3.1 网盘资源创建接口',
    method: 'POST',
    path: '/onlineDisk/createResource',
    style: 'json',
    parameters: z.strictObject({
      /** Of a link there is none, though the table calls it required. */
      fid: fid.optional(),
      title: z.string().min(1),
      keyword: z.string().optional(),
      intro: z.string().optional(),
      resForm: z.enum(['1', '2']),
      url: z.string().optional(),
      periodId: z.string(),
      subjectId: z.string(),
      editionId: z.string().optional(),
      gradeId: z.string().optional(),
      volumeId: z.string().optional(),
      textbookId: z.string().optional(),
      chapterIdList: z.array(z.string()).optional(),
      resTypeIdList: z.array(z.string()).optional(),
      metadataIdList: z.array(z.string()).optional(),
      ownerType: z.enum(['0', '1', '2']),
      userId: z.string(),
      orgId: z.string(),
      groupId: z.string().optional(),
      parentId: z.string(),
      issynchronization: z.enum(['0', '1']).optional(),
      resSource: z.enum(['0', '1', '2', '3', '4', '5', '8', '9']),
      canRemoved: z.enum(['0', '1']).optional(),
    }),
    data: z.object({ resId: reference }),
  }),
  queryPeriods: endpoint({
    section: '3.2 获取学段列表接口',
    method: 'POST',
    path: '/onlineDisk/queryPeriods',
    style: 'json',
    parameters: z.strictObject({ subjectId: filter, ...filters }),
    data: z.object({ periodList: listOf('periodId', 'periodName') }),
  }),
  querySubjects: endpoint({
    section: '3.3 获取学科列表接口',
    method: 'POST',
    path: '/onlineDisk/querySubjects',
    style: 'json',
    parameters: z.strictObject({ periodId: filter, aamGradeId: filter, ...filters }),
    data: z.object({ subjectList: listOf('subjectId', 'subjectName') }),
  }),
  queryEditions: endpoint({
    section: '3.4 获取版本列表接口',
    method: 'POST',
    path: '/onlineDisk/queryEditions',
    style: 'json',
    parameters: z.strictObject({
      volumeId: filter,
      periodId: filter,
      gradeId: filter,
      aamGradeId: filter,
      subjectId: filter,
    }),
    data: z.object({ editionList: listOf('editionId', 'editionName') }),
  }),
  queryVolumes: endpoint({
    section: '3.6 获取册别列表接口',
    method: 'POST',
    path: '/onlineDisk/queryVolumes',
    style: 'json',
    parameters: z.strictObject({
      subjectId: filter,
      gradeId: filter,
      aamGradeId: filter,
      periodId: filter,
      editionId: filter,
    }),
    data: z.object({ volumeList: listOf('volumeId', 'volumeName') }),
  }),
  queryTextbooks: endpoint({
    section: '3.7 获取教材列表接口',
    method: 'POST',
    path: '/onlineDisk/queryTextbooks',
    style: 'json',
    parameters: z.strictObject({ periodId: filter, subjectId: filter, aamGradeId: filter, ...filters }),
    data: z.object({ list: listOf('textbookId', 'textbookName') }),
  }),
  queryChapters: endpoint({
    section: '3.8 查询教材章节',
    method: 'POST',
    path: '/onlineDisk/queryChapters',
    style: 'json',
    parameters: z.strictObject({
      parentType: z.enum(['0', '1']),
      parentId: z.string().min(1),
      retType: z.enum(['0', '1']),
    }),
    data: z.object({ list: chapters }),
  }),
  xkzyList: endpoint({
    section: '3.9 学科资源列表查询接口',
    method: 'POST',
    path: '/onlineDisk/xkzyList',
    style: 'json',
    parameters: z.strictObject({
      page: z.strictObject({ curPage: z.int().min(1), numPerPage: z.int().min(1) }),
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
    }),
    data: z.object({
      totalCount: number.pipe(z.int().min(0)),
      productList: z.array(z.looseObject({ productCode: reference, productName: text })),
    }),
  }),
  uploadify: endpoint({
    section: '4.1 资源文件上传接口',
    method: 'POST',
    path: '/onlineDisk/uploadify',
    style: 'multipart',
    parameters: z.strictObject({}),
    data: z.object({ fid }),
  }),
  createFid: endpoint({
    section: '4.2 断点续传--创建文件接口',
    method: 'POST',
    path: '/onlineDisk/createFid',
    style: 'form',
    parameters: z.strictObject({ fileMd5: md5, userId: z.string(), fileLength: bytes, filePathLocal: z.string() }),
    data: fileRecord,
  }),
  fileResume: endpoint({
    section: '4.3 断点续传--文件续传接口',
    method: 'POST',
    path: '/onlineDisk/fileResume',
    style: 'multipart',
    parameters: z.strictObject({
      fid,
      userId: z.string(),
      fileLength: bytes,
      fileMd5: md5,
      fileNameLocal: z.string(),
      filePos: bytes,
    }),
    data: fileRecord,
  }),
  uncompletedFiles: endpoint({
    section: '4.4 断点续传--获取未完成的文件接口',
    method: 'POST',
    path: '/onlineDisk/uncompletedFiles',
    style: 'form',
    parameters: z.strictObject({ userId: z.string() }),
    data: z.object({ uncompletedFiles: z.array(fileRecord) }),
  }),
  createFolder: endpoint({
    section: '4.5 创建网盘目录',
    method: 'POST',
    path: '/onlineDisk/createFolder',
    style: 'json',
    parameters: z.strictObject({
      parentId: z.string(),
      ownerType: z.enum(['0', '1', '2']),
      userId: z.string(),
      orgId: z.string(),
      dirName: z.string().min(1),
      groupId: z.string().optional(),
    }),
    data: z.object({ dirId: reference }),
  }),
} as const;

/** Name of a call of this platform. */
export type EndpointName = keyof typeof endpoints;
