import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { firstWrong } from '../../../lib/simulation/first-wrong.ts';
import type { Collection, Store } from '../../../lib/simulation/store.ts';
import type { Behaviour } from './options.ts';
import { Refusal } from './refusal.ts';
import { chapterOf, isListed, isTextbook } from './textbooks.ts';
import { shanghaiTime, type Uploads } from './uploads.ts';

const id = z.string().min(1).max(200);
const owner = { ownerType: z.enum(['0', '1', '2']), userId: id, orgId: z.string(), groupId: z.string().optional() };

/** The parameters of `createResource` (manual section 3.1), in its types. */
const resourceForm = z.strictObject({
  /** Of a link there is none. */
  fid: z.int().optional(),
  title: z.string().min(1),
  keyword: z.string().optional(),
  intro: z.string().optional(),
  resForm: z.enum(['1', '2']),
  url: z.string().optional(),
  periodId: id,
  subjectId: id,
  editionId: id.optional(),
  gradeId: id.optional(),
  volumeId: id.optional(),
  textbookId: id.optional(),
  chapterIdList: z.array(id).optional(),
  resTypeIdList: z.array(id).optional(),
  metadataIdList: z.array(id).optional(),
  ...owner,
  orgId: id,
  parentId: id,
  issynchronization: z.enum(['0', '1']).optional(),
  resSource: z.enum(['0', '1', '2', '3', '4', '5', '8', '9']),
  canRemoved: z.enum(['0', '1']).optional(),
});

/** The parameters of `createFolder` (manual section 4.5). */
const folderForm = z.strictObject({ ...owner, orgId: z.string().optional(), parentId: id, dirName: z.string().min(1) });

const resource = z.looseObject({ ...resourceForm.shape, resId: z.string(), createTime: z.string() });
const folder = z.looseObject({ ...folderForm.shape, dirId: z.string() });
/** A resource of the disk. */
export type Resource = z.infer<typeof resource>;
type Folder = z.infer<typeof folder>;

/** Resources and folders. */
export interface Resources {
  create(parameters: unknown): { resId: string };
  createFolder(parameters: unknown): { dirId: string };
  resources: Collection<Resource>;
  folders: Collection<Folder>;
}

/** Keeps what was made of the files. */
export function createResources(store: Store, uploads: Uploads, behaviour: Behaviour): Resources {
  const resources = store.collection('resources', (value) => resource.parse(value));
  const folders = store.collection('folders', (value) => folder.parse(value));

  function checkOwner(form: {
    ownerType: string;
    userId: string;
    orgId?: string | undefined;
    groupId?: string | undefined;
  }): void {
    if (form.userId !== behaviour.userId) throw new Refusal('用户不存在');
    if (form.ownerType === '1' && !form.groupId) throw new Refusal('资源类型为群组时，groupId不能为空');
    if (form.ownerType === '2' && !form.orgId) throw new Refusal('资源类型为机构时，orgId不能为空');
    if (form.orgId && form.orgId !== behaviour.orgId) throw new Refusal('机构不存在');
  }

  function checkParent(parentId: string): void {
    if (parentId !== '0' && !folders.has(parentId)) throw new Refusal('上级目录不存在');
  }

  function checkMetadata(form: z.infer<typeof resourceForm>): void {
    for (const key of ['periodId', 'subjectId', 'editionId', 'volumeId'] as const) {
      const value = form[key];
      if (value !== undefined && !isListed(key, value)) throw new Refusal(`参数错误：${key}无效`);
    }
    if (form.textbookId !== undefined && !isTextbook(form.textbookId)) throw new Refusal('参数错误：textbookId无效');
    for (const chapterId of form.chapterIdList ?? []) {
      const chapter = chapterOf(chapterId);
      if (chapter === undefined || (form.textbookId !== undefined && chapter.textbookId !== form.textbookId)) {
        throw new Refusal('参数错误：章节无效');
      }
    }
  }

  return {
    resources,
    folders,
    create(parameters) {
      const form = parse(resourceForm, parameters);
      checkOwner(form);
      if (form.resForm === '2' && !form.url) throw new Refusal('网络资源地址不能为空');
      const isLink = form.resForm === '2' && form.fid === undefined;
      const file = form.fid === undefined ? undefined : uploads.get(form.fid);
      if (file === undefined && !isLink) throw new Refusal('附件无效');
      if (file?.isComplete === false) throw new Refusal('附件未上传完成');
      checkMetadata(form);
      checkParent(form.parentId);
      const resId = randomUUID().replaceAll('-', '');
      resources.set(resId, { ...form, resId, createTime: shanghaiTime() });
      return { resId };
    },
    createFolder(parameters) {
      const form = parse(folderForm, parameters);
      checkOwner(form);
      checkParent(form.parentId);
      for (const { parentId, dirName, ownerType } of folders.values()) {
        if (parentId === form.parentId && dirName === form.dirName && ownerType === form.ownerType) {
          throw new Refusal('文件夹已存在');
        }
      }
      const dirId = randomUUID().replaceAll('-', '');
      folders.set(dirId, { ...form, dirId });
      return { dirId };
    },
  };
}

/** Gives parameters their types. Error: {@link Refusal}, which names the first that is wrong. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Refusal(`参数错误：${firstWrong(read.error)}`);
}
