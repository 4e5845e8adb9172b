/**
 * The calls of the Fractal 3D platform, from "HTTP 接口文档" (2023.08.28): paths, what goes out, what comes back, in the
 * vendor's spelling. The single source for the client and for the simulator.
 */
import { z } from 'zod';
import { MAX_FILE_BYTES, MAX_RETENTION_DAYS, UNLIMITED_RETENTION } from '../../contracts/fractal3d/limits.ts';

/** Groups of calls that a token may have rights on (权限 Scope 一览表). */
export const RESOURCE_GROUPS = ['cabin', 'turbine', 'hub', 'signalman'] as const;
/** One of {@link RESOURCE_GROUPS}. */
export type ResourceGroup = (typeof RESOURCE_GROUPS)[number];

/** A right of a token, in lower case (reading 7). */
export const permission = z.strictObject({ resource: z.enum(RESOURCE_GROUPS), operation: z.enum(['read', 'write']) });
/** See {@link permission}. */
export type Permission = z.infer<typeof permission>;

/** The vendor's names of the rights. */
export const SCOPE_NAMES: Readonly<Record<ResourceGroup, Readonly<Record<Permission['operation'], string>>>> = {
  cabin: { read: 'ReadFile', write: 'WriteFile' },
  turbine: { read: 'ReadTransaction', write: 'WriteTransaction' },
  hub: { read: 'ReadUser', write: 'WriteUser' },
  signalman: { read: 'ReadChatroom', write: 'WriteChatroom' },
};

/** One call of the platform. */
export interface Endpoint<Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType> {
  /** Heading of the document. */
  section: string;
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** The group whose right it needs (reading 1): GET reads, the others write. */
  group: ResourceGroup;
  query: Query;
  /** What goes out as JSON; of an upload nothing. */
  body: Body;
  answer: Answer;
}

function endpoint<Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  definition: Endpoint<Q, B, A>,
): Endpoint<Q, B, A> {
  return definition;
}

/** An id of the platform, which goes back to it as it came. */
const reference = z.string().min(1).max(2_000);
const nothing = z.undefined();
const fileName = z.string().min(1);
const ok = z.object({ message: z.unknown().optional() });

/** A number, also as text. */
const number = z.preprocess(
  (value) => (typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value),
  z.number(),
);

/** How a conversion or a thumbnail stands. */
export const jobStatus = z.enum(['Pending', 'Succeeded', 'Failed']);

const jobAnswer = z.object({ url: z.string().max(16_384).nullish(), status: jobStatus });
const submitted = z.object({ transaction_id: reference });

/** What is converted: an uploaded file or an address, never both. */
const jobSource = {
  url: z.string().min(1).optional(),
  file_id: reference.optional(),
  file_name: fileName,
  webhook_url: z.string().min(1).optional(),
};

function hasOneSource({ url, file_id }: { url?: string | undefined; file_id?: string | undefined }): boolean {
  return (url === undefined) !== (file_id === undefined);
}

const ONE_SOURCE = 'url and file_id exclude each other, and one of them is needed';

/** What a comment says. */
const commentInfo = z.strictObject({ message: z.string().min(1), extra: z.unknown().optional() });

/** A comment as the platform has it. */
export const comment = z.object({
  comment_id: reference,
  resource_id: z.unknown().optional(),
  reply_to: z.string().nullish(),
  info: z.object({ message: z.string().nullish(), extra: z.unknown().optional() }).nullish(),
  created_at: z.union([z.string(), z.number()]).nullish(),
});
/** See {@link comment}. */
export type WireComment = z.infer<typeof comment>;

/** Messages over the WebSocket (实时订阅评论). */
export const socketMessage = z.union([
  z.object({ endpoint: z.literal('/subscribe'), user: reference, body: z.object({ room_id: reference }) }),
  z.object({
    endpoint: z.literal('/publish'),
    user: reference,
    body: z.object({ room_id: reference, info: z.unknown() }),
  }),
]);

const room = z.object({ room_id: reference });

/** Every call of the document, by our name for it. */
export const endpoints = {
  uploadFile: endpoint({
    section: '上传文件',
    method: 'POST',
    path: '/api/files',
    group: 'cabin',
    query: z.object({
      file_name: fileName,
      file_size: z.int().min(1).max(MAX_FILE_BYTES),
      file_retention_days: z.union([z.literal(UNLIMITED_RETENTION), z.int().min(1).max(MAX_RETENTION_DAYS)]).optional(),
    }),
    body: nothing,
    answer: z.object({ file_id: reference }),
  }),
  getFile: endpoint({
    section: '获取文件',
    method: 'GET',
    path: '/api/files',
    group: 'cabin',
    query: z.object({ file_id: reference }),
    body: nothing,
    answer: z.object({
      file_id: reference,
      file_name: z.string(),
      size: number.pipe(z.int().min(0)),
      signed_url: z.string().nullish(),
    }),
  }),
  convert: endpoint({
    section: '请求转换',
    method: 'POST',
    path: '/api/converts',
    group: 'turbine',
    query: nothing,
    body: z.object({ ...jobSource, target_format: z.enum(['e3dx', 'e2dx']) }).refine(hasOneSource, ONE_SOURCE),
    answer: submitted,
  }),
  convertResult: endpoint({
    section: '获取转换结果文件',
    method: 'GET',
    path: '/api/converts/result_file',
    group: 'turbine',
    query: z.object({ transaction_id: reference }),
    body: nothing,
    answer: jobAnswer,
  }),
  thumbnail: endpoint({
    section: '请求缩略图',
    method: 'POST',
    path: '/api/thumbnail',
    group: 'turbine',
    query: nothing,
    body: z.object({ ...jobSource, width: z.int().min(1), height: z.int().min(1) }).refine(hasOneSource, ONE_SOURCE),
    answer: submitted,
  }),
  thumbnailResult: endpoint({
    section: '获取缩略图',
    method: 'GET',
    path: '/api/thumbnail/result_file',
    group: 'turbine',
    query: z.object({ transaction_id: reference }),
    body: nothing,
    answer: jobAnswer,
  }),
  createResource: endpoint({
    section: '创建评论资源',
    method: 'POST',
    path: '/api/resources',
    group: 'signalman',
    query: nothing,
    body: z.record(z.string(), z.unknown()),
    answer: z.object({ resource_id: reference }),
  }),
  createComment: endpoint({
    section: '创建评论',
    method: 'POST',
    path: '/api/comments',
    group: 'signalman',
    query: nothing,
    body: z.object({ resource_id: reference, reply_to: reference.optional(), info: commentInfo }),
    answer: z.object({ comment_id: reference }),
  }),
  deleteComment: endpoint({
    section: '删除评论',
    method: 'DELETE',
    path: '/api/comments',
    group: 'signalman',
    query: z.object({ comment_id: reference }),
    body: nothing,
    answer: ok,
  }),
  listComments: endpoint({
    section: '获取评论列表',
    method: 'GET',
    path: '/api/comments',
    group: 'signalman',
    query: z.object({ resource_id: reference }),
    body: nothing,
    answer: z.object({ comments: z.array(comment) }),
  }),
  joinRoom: endpoint({
    section: '加入房间',
    method: 'POST',
    path: '/api/rooms',
    group: 'signalman',
    query: nothing,
    body: room,
    answer: z.object({ user_id: reference }),
  }),
  leaveRoom: endpoint({
    section: '离开房间',
    method: 'DELETE',
    path: '/api/rooms',
    group: 'signalman',
    query: nothing,
    body: z.object({ room_id: reference, user_id: reference }),
    answer: ok,
  }),
  /** A WebSocket: its messages are {@link socketMessage}. */
  socket: endpoint({
    section: 'WebSocket',
    method: 'GET',
    path: '/api/ws',
    group: 'signalman',
    query: nothing,
    body: nothing,
    answer: nothing,
  }),
  createToken: endpoint({
    section: '生成 AccessToken',
    method: 'POST',
    path: '/api/users/access-token',
    group: 'hub',
    query: nothing,
    body: z.object({ permissions: z.array(permission) }),
    answer: z.object({ access_token: z.string().min(1) }),
  }),
} as const;

/** Name of a call of this platform. */
export type EndpointName = keyof typeof endpoints;

/** The right that a call needs (reading 1). */
export function permissionFor({ method, group }: Pick<Endpoint<never, never, never>, 'method' | 'group'>): Permission {
  return { resource: group, operation: method === 'GET' ? 'read' : 'write' };
}
