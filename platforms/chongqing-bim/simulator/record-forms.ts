/**
 * What the three create calls take (manual sections 7 to 9), read with the names in lower case, and what is kept of it.
 * Two places where table and example of the manual differ: the area goes by the example's `AreaCode`; `Id`, `Rate` and
 * `Status`, which the example leaves out, may be left out.
 */
import { z } from 'zod';
import { guid, md5Hex, requiredText, wholeNumber } from './binder.ts';

const date = z.string().refine((text) => !Number.isNaN(Date.parse(text)), '日期格式错误');

/** Body of `project/create`. */
export const createProjectForm = z
  .object({
    id: guid('项目标识').optional(),
    code: requiredText('项目编号'),
    name: requiredText('项目名称'),
    areacode: requiredText('区域编码'),
    type: wholeNumber('项目类型'),
    stage: wholeNumber('项目阶段'),
    rate: wholeNumber('项目进度').nullish(),
    status: wholeNumber('项目状态').nullish(),
    address: z.string({ error: '地址格式错误' }).nullish(),
    startdate: date.nullish(),
    finishdate: date.nullish(),
  })
  .transform(({ areacode, startdate, finishdate, ...same }) => ({
    ...same,
    areaCode: areacode,
    startDate: startdate,
    finishDate: finishdate,
  }));
/** See {@link createProjectForm}. */
export type ProjectForm = z.infer<typeof createProjectForm>;

/** A project as the platform keeps it. */
export const project = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  areaCode: z.string(),
  type: z.number(),
  stage: z.number(),
  rate: z.number().nullish(),
  status: z.number().nullish(),
  address: z.string().nullish(),
  startDate: z.string().nullish(),
  finishDate: z.string().nullish(),
  createdAt: z.string(),
});
/** See {@link project}. */
export type Project = z.infer<typeof project>;

/** Body of `projectGroup/create`; a parent of zeros, as in the manual's example, is none. */
export const createGroupForm = z
  .object({
    id: guid('模型组标识'),
    name: requiredText('组名称'),
    projectid: requiredText('所属项目标识'),
    taskid: requiredText('转换任务标识'),
    parentmodelgroupid: z.string({ error: '上级场景标识格式错误' }).nullish(),
  })
  .transform(({ id, name, projectid, taskid, parentmodelgroupid: parent }) => ({
    id,
    name,
    projectId: projectid,
    taskId: taskid,
    parentModelGroupId: parent == null || /^[0-]*$/.test(parent) ? null : parent,
  }));
/** See {@link createGroupForm}. */
export type GroupForm = z.infer<typeof createGroupForm>;

/** A model group as the platform keeps it. */
export const group = z.object({
  id: z.string(),
  name: z.string(),
  projectId: z.string(),
  taskId: z.string(),
  parentModelGroupId: z.string().nullable(),
  createdAt: z.string(),
});
/** See {@link group}. */
export type Group = z.infer<typeof group>;

/** Body of `projectFile/create`. */
export const createModelsForm = z.object({
  modellist: z
    .array(
      z
        .object({
          projectid: requiredText('所属项目标识'),
          modelgroupid: requiredText('模型组标识'),
          ssocreatoruserid: requiredText('创建人标识'),
          size: wholeNumber('文件大小'),
          name: requiredText('模型名称'),
          imageurl: z.string({ error: '图片地址格式错误' }).nullish(),
          path: requiredText('文件路径'),
          filename: requiredText('文件名'),
          hash: md5Hex,
          type: requiredText('文件类型'),
          taskid: requiredText('转换任务标识'),
        })
        .transform(({ projectid, modelgroupid, ssocreatoruserid, imageurl, filename, taskid, ...same }) => ({
          ...same,
          projectId: projectid,
          modelGroupId: modelgroupid,
          ssoCreatorUserId: ssocreatoruserid,
          imageUrl: imageurl ?? null,
          fileName: filename,
          taskId: taskid,
        })),
      { error: '模型文件记录不能为空' },
    )
    .min(1, '模型文件记录不能为空'),
});
/** One record of {@link createModelsForm}. */
export type ModelForm = z.infer<typeof createModelsForm>['modellist'][number];

/** A model record as the platform keeps it. */
export const modelRecord = z.object({
  projectId: z.string(),
  modelGroupId: z.string(),
  ssoCreatorUserId: z.string(),
  size: z.number(),
  name: z.string(),
  imageUrl: z.string().nullable(),
  path: z.string(),
  fileName: z.string(),
  hash: z.string(),
  type: z.string(),
  taskId: z.string(),
  createdAt: z.string(),
});
/** See {@link modelRecord}. */
export type ModelRecord = z.infer<typeof modelRecord>;
