/**
 * The nine calls of the Chongqing BIM platform, from "重庆市BIM项目管理平台对接流程及接口标准": paths, what goes out, what
 * comes back, in the vendor's spelling. The single source for the client and for the simulator.
 */
import { z } from 'zod';

/** How a call's parameters travel. */
export type ParameterStyle = 'form' | 'query' | 'multipart' | 'json';

/** One call of the platform. */
export interface Endpoint<Parameters extends z.ZodType, Answer extends z.ZodType> {
  /** Heading of the manual's section. */
  section: string;
  method: 'GET' | 'POST';
  /** Path below the platform's origin; empty for the token call, whose address is a setting of its own. */
  path: string;
  style: ParameterStyle;
  /** The call carries the `bimapikey` header. */
  needsBimApiKey: boolean;
  parameters: Parameters;
  answer: Answer;
}

function endpoint<P extends z.ZodType, A extends z.ZodType>(definition: Endpoint<P, A>): Endpoint<P, A> {
  return definition;
}

/** MD5 in hex, as the platform writes hashes. */
const hash = z.string().regex(/^[0-9a-fA-F]{32}$/, { error: 'must be an MD5: 32 hex digits' });

/** An id that its maker gives. */
const guid = z.guid({ error: ({ input }) => (input === undefined ? undefined : 'must be a GUID') });

/** A field of an answer that the client does not use: any shape will do (reading 10). */
const unused = z.unknown().optional();

/** A number, also as text (reading 10). */
const number = z.preprocess(
  (value) => (typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value),
  z.number(),
);

/** Percent, also as text and with its sign. */
const percent = z.preprocess((value) => (typeof value === 'string' ? value.replace(/\s*%\s*$/, '') : value), number);

/** A text that goes back to the platform as it came, so it cannot be cut: longer ones are none of a platform's. */
const reference = z.string().min(1).max(2_000);

/** A platform's record of an uploaded file (manual section 2, `item.file`). */
const fileRecord = z.object({
  id: reference,
  name: z.string(),
  path: reference,
  createdUserId: z.string().max(2_000),
  hash: z.string(),
  createdUserName: unused,
  type: z.string().nullish().catch(null),
  size: number,
  createdAt: unused,
  url: unused,
  tags: unused,
});

/** Answer of the status and the synchronisation call: 0 unknown, 1 some chunks there, 2 complete. */
const uploadStatus = z.object({
  hash: unused,
  status: number.pipe(z.union([z.literal(0), z.literal(1), z.literal(2)])),
  file: fileRecord.nullish(),
  unUploadChunks: z.array(number.pipe(z.int())).nullish(),
});
/** See {@link uploadStatus}. */
export type WireUploadStatus = z.infer<typeof uploadStatus>;

/** `{item, success, code}`: the envelope of the file server (manual sections 2 to 6). */
function itemEnvelope<T extends z.ZodType>(item: T) {
  return z.object({ item, success: z.literal(true), code: unused });
}

/** ABP's envelope (manual sections 7 to 9). */
function abpEnvelope<T extends z.ZodType>(result: T) {
  return z.object({ result, success: z.literal(true), unAuthorizedRequest: unused });
}

/** What an answer says of the task that it is about; compared with what was asked, where it is an id. */
const compared = z.unknown().optional();

/** What `convert-model` answers of a task; the rest of it is asked for by `convert-process`. */
const submitted = z.object({ projectId: compared, taskId: reference });

/** Conversion progress of a task (manual, `convert-process`). One that the platform does not find may come without its id. */
const conversionProcess = z.object({
  id: unused,
  projectId: compared,
  taskId: compared,
  modelList: z
    .array(
      z.object({
        modelGroupId: compared,
        taskId: compared,
        modelName: z.string().nullish(),
        hash: z.string().nullish(),
        percent: percent.nullish(),
        errorMessage: z.string().nullish(),
      }),
    )
    .nullish(),
  taskState: z.object({
    found: z.boolean(),
    done: z.boolean(),
    successed: z.boolean(),
    message: z.string().nullish(),
  }),
});

/** Every call of the manual, by our name for it. */
export const endpoints = {
  token: endpoint({
    section: '1. 获取Token认证接口规范',
    method: 'POST',
    path: '',
    style: 'form',
    needsBimApiKey: false,
    parameters: z.object({ username: z.string(), password: z.string() }).catchall(z.string()),
    answer: z.object({
      access_token: z.string().min(1),
      /** Seconds; absent: until it is refused (reading 10). */
      expires_in: number.pipe(z.number().positive()).nullish(),
      token_type: unused,
    }),
  }),
  uploadFileStatus: endpoint({
    section: '2. 查询模型文件上传状态接口规范',
    method: 'GET',
    path: '/api/v1/FlowJs/UploadFileStatus',
    style: 'query',
    needsBimApiKey: false,
    parameters: z.object({ hash, totalChunks: z.literal('-1') }),
    answer: itemEnvelope(uploadStatus.nullish()),
  }),
  upload: endpoint({
    section: '3. 模型文件上传接口规范',
    method: 'POST',
    path: '/api/v1/FlowJs/Upload',
    style: 'multipart',
    needsBimApiKey: false,
    parameters: z.object({
      fileName: z.string(),
      fileExtention: z.string(),
      fileHash: hash,
      fileSize: z.coerce.number().int(),
      totalChunks: z.coerce.number().int(),
      chunkNumber: z.coerce.number().int(),
      currentChunkSize: z.coerce.number().int(),
      tags: z.array(z.string()),
    }),
    answer: itemEnvelope(z.unknown()),
  }),
  synchronous: endpoint({
    section: '模型文件同步接口规范',
    method: 'POST',
    path: '/api/v1/FlowJs/Synchronous',
    style: 'form',
    needsBimApiKey: false,
    parameters: z.object({ hash }),
    answer: itemEnvelope(uploadStatus.nullish()),
  }),
  convertModel: endpoint({
    section: '模型转换接口规范',
    method: 'POST',
    path: '/api/v1/FileConvert/convert-model',
    style: 'json',
    needsBimApiKey: false,
    parameters: z.object({
      modelGroupId: guid,
      fileList: z.array(
        z.strictObject({
          id: z.string(),
          Name: z.string(),
          Type: z.string(),
          Size: z.number(),
          Hash: hash,
          Path: z.string(),
          Tags: z.array(z.string()),
        }),
      ),
    }),
    answer: itemEnvelope(submitted),
  }),
  convertProcess: endpoint({
    section: '模型转换状态查询接口规范',
    method: 'GET',
    path: '/api/v1/FileConvert/convert-process',
    style: 'query',
    needsBimApiKey: false,
    parameters: z.object({ modelGroupId: guid, taskId: z.string() }),
    answer: itemEnvelope(conversionProcess),
  }),
  createProject: endpoint({
    section: '创建项目信息记录接口规范',
    method: 'POST',
    path: '/bim/api/v2/project/create',
    style: 'json',
    needsBimApiKey: true,
    parameters: z.looseObject({
      Id: guid,
      Name: z.string(),
      Code: z.string(),
      Type: z.number().int(),
      Stage: z.number().int(),
      Rate: z.number().int().optional(),
      Status: z.number().int().optional(),
      Address: z.string().optional(),
      StartDate: z.string().optional(),
      FinishDate: z.string().optional(),
    }),
    answer: abpEnvelope(z.string().nullish()),
  }),
  createProjectGroup: endpoint({
    section: '创建项目模型组记录接口规范',
    method: 'POST',
    path: '/bim/api/v2/projectGroup/create',
    style: 'json',
    needsBimApiKey: true,
    parameters: z.object({
      Id: guid,
      Name: z.string(),
      ProjectId: z.string(),
      TaskId: z.string(),
      ParentModelGroupId: z.string().optional(),
    }),
    answer: abpEnvelope(z.string().nullish()),
  }),
  createProjectFile: endpoint({
    section: '创建项目模型记录接口规范',
    method: 'POST',
    path: '/bim/api/v2/projectFile/create',
    style: 'json',
    needsBimApiKey: true,
    parameters: z.object({
      modelList: z.array(
        z.strictObject({
          projectId: z.string(),
          modelGroupId: z.string(),
          ssoCreatorUserId: z.string(),
          size: z.number(),
          name: z.string(),
          imageUrl: z.string(),
          path: z.string(),
          fileName: z.string(),
          hash,
          type: z.string(),
          taskId: z.string(),
        }),
      ),
    }),
    answer: abpEnvelope(z.unknown()),
  }),
} as const;

/** Name of a call of this platform. */
export type EndpointName = keyof typeof endpoints;
