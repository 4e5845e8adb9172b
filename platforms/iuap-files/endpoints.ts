/**
 * The thirteen calls of the attachment service iuap-saas-filesystem-service, from "开放接口规范": paths, what goes out, what comes
 * back, in the vendor's spelling. The single source for the client and for the simulator.
 */
import { z } from 'zod';

/** How a call's parameters travel; a list repeats its name. */
export type ParameterStyle = 'query' | 'form' | 'multipart';

/** What is peculiar to the answers of a call. */
export interface Reading {
  /** It has no return value: any 2xx is good that is not a refusal (reading 6). */
  isValueless?: boolean;
  /** 没有查询到相关数据 is no refusal, but an empty list (reading 3). */
  isEmptyList?: boolean;
  /** The answer may hold what is not to be quoted. */
  holdsSecret?: boolean;
}

/** One call of the service. */
export interface Endpoint<Parameters extends z.ZodType, Data extends z.ZodType> {
  /** Heading of the document's section. */
  section: string;
  method: 'GET' | 'POST';
  /** Path below the service's origin. */
  path: string;
  style: ParameterStyle;
  parameters: Parameters;
  /** What is under `data` of the answer. */
  data: Data;
  reading?: Reading;
}

function endpoint<P extends z.ZodType, D extends z.ZodType>(definition: Endpoint<P, D>): Endpoint<P, D> {
  return definition;
}

/** Who may read an attachment: `read` everybody, `private` (the service's default) and `full` as the store has them. */
export const PERMISSIONS = ['read', 'private', 'full'] as const;
/** One of {@link PERMISSIONS}. */
export type Permission = (typeof PERMISSIONS)[number];

const required = z.string().min(1);
const more = z.string().optional();
const permission = z.enum(PERMISSIONS).optional();
const flag = z.enum(['true', 'false']).optional();
const ids = z.array(required).min(1);

/** A text that may come as a number. */
const text = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string().max(4_000));
/** An id that the service gives and takes back as it came. */
const reference = text.pipe(z.string().min(1).max(200));

/** What the service has of an attachment (sections 1, 6, 7 and 8). `secretkey` of a copy is a secret and is not read. */
export const attachmentRecord = z.object({
  id: reference,
  filename: text,
  filepath: text.nullish(),
  groupname: text.nullish(),
  /** `12Byte(s)`, `4.00KB` and the like. */
  filesize: text.nullish(),
  url: text.nullish(),
  uploadtime: text.nullish(),
});
/** See {@link attachmentRecord}. */
export type WireAttachment = z.infer<typeof attachmentRecord>;

const records = z.array(attachmentRecord);
const nothing = z.unknown();

/** Every call of the document, by the last segment of its path. */
export const endpoints = {
  upload: endpoint({
    section: '1.附件上传',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/upload',
    style: 'multipart',
    parameters: z.strictObject({
      filepath: required,
      groupname: required,
      permission,
      url: flag,
      thumbnail: more,
      isreplace: flag,
      isencrypt: flag,
    }),
    data: records,
  }),
  delete: endpoint({
    section: '2.附件删除',
    method: 'GET',
    path: '/iuap-saas-filesystem-service/file/delete',
    style: 'query',
    parameters: z.strictObject({ id: required }),
    data: nothing,
  }),
  batchDeleteByIds: endpoint({
    section: '3.根据IDS批量删除',
    method: 'GET',
    path: '/iuap-saas-filesystem-service/file/batchDeleteByIds',
    style: 'query',
    parameters: z.strictObject({ ids }),
    data: nothing,
  }),
  update: endpoint({
    section: '4.附件更新',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/update',
    style: 'form',
    parameters: z.strictObject({
      id: required,
      pkfile: more,
      filename: more,
      filepath: more,
      groupname: more,
      permission,
      uploader: more,
      uploadTime: more,
      sysid: more,
      tenant: more,
      modular: more,
      url: more,
      sourcetenant: more,
      secretkey: more,
      filesize: more,
    }),
    data: nothing,
  }),
  updateBatch: endpoint({
    section: '5.批量更新附件路径',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/updateBatch',
    style: 'form',
    parameters: z.strictObject({ fileIDs: ids, filepath: required, tenant: more }),
    data: z.preprocess((value) => (typeof value === 'string' ? Number(value) : value), z.int().min(0)),
  }),
  query: endpoint({
    section: '6.附件查询',
    method: 'GET',
    path: '/iuap-saas-filesystem-service/file/query',
    style: 'query',
    parameters: z.strictObject({ filepath: required, groupname: more, tenant: more }),
    data: records,
    reading: { isEmptyList: true },
  }),
  replace: endpoint({
    section: '7.替换附件',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/replace',
    style: 'multipart',
    parameters: z.strictObject({
      id: required,
      filepath: more,
      groupname: more,
      permission,
      url: flag,
      thumbnail: more,
      isencrypt: flag,
    }),
    data: records,
  }),
  copy: endpoint({
    section: '8.附件复制',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/copy',
    style: 'form',
    parameters: z.strictObject({ filepath: required, groupname: required, id: required, tenant: more }),
    data: records,
  }),
  download: endpoint({
    section: '9.附件下载',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/download',
    style: 'form',
    parameters: z.strictObject({ id: required, permission, stream: flag }),
    data: nothing,
  }),
  url: endpoint({
    section: '10.获取附件url地址',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/url',
    style: 'form',
    parameters: z.strictObject({ ids, thumbnail: more }),
    data: z.preprocess((value) => [value].flat(), z.array(z.record(z.string(), text.nullish()))),
  }),
  oss: endpoint({
    section: '11. oss直传',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/oss',
    style: 'multipart',
    parameters: z.strictObject({ filepath: required, groupname: required, filename: required, isreplace: flag }),
    data: nothing,
    reading: { isValueless: true },
  }),
  osssign: endpoint({
    section: '12. oss直传（加签）',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/osssign',
    style: 'multipart',
    parameters: z.strictObject({
      filepath: required,
      groupname: required,
      filename: required,
      isreplace: flag,
      permission,
      bucketname: required,
    }),
    data: nothing,
    reading: { isValueless: true, holdsSecret: true },
  }),
  rewrite: endpoint({
    section: '13. oss直传（回写到数据库表）',
    method: 'POST',
    path: '/iuap-saas-filesystem-service/file/rewrite',
    style: 'form',
    parameters: z.strictObject({
      filepath: required,
      groupname: required,
      filename: required,
      permission,
      sysid: more,
      tenantid: more,
      url: z.enum(['true', 'false']),
      size: z.string().regex(/^\d{1,16}$/),
      thumbnail: more,
      userid: more,
    }),
    data: nothing,
    reading: { isValueless: true },
  }),
} as const;

/** Name of a call of this service. */
export type EndpointName = keyof typeof endpoints;
