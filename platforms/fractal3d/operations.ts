/** The operations of the platform in words, for those who call them by name; what their fields are made of is in `endpoints.ts`. */
import { z } from 'zod';
import { code, describeOperations, operation, record } from '../../lib/operations/describe.ts';
import { type EndpointName, endpoints, RESOURCE_GROUPS } from './endpoints.ts';

/** Fields of answers that hold secrets, in lower case. Signed addresses are what `call` is asked for. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set(['access_token']);

const file_id = 'Id of an uploaded file';
const transaction_id = 'Id of the conversion, as it was answered when it was asked for';
const resource_id = 'Id of the resource';
const room_id = 'Id of the room: that of the resource whose comments come there';
const source = {
  url: 'Address of the file, in place of file_id',
  file_id: `${file_id}, in place of url`,
  file_name: 'Name of the file',
  webhook_url: 'Where the platform calls when it has ended',
};

/** Every operation, by the name of its endpoint. */
export const operations = {
  uploadFile: operation(endpoints.uploadFile.query, {
    text: 'Upload a file',
    effect: 'once',
    command: 'ingest FILE…',
    fields: {
      file_name: 'Name of the file',
      file_size: 'Bytes, at most 4 GiB',
      file_retention_days: 'Days that it is kept, 1 to 365; default -1: for good',
    },
  }),
  getFile: operation(endpoints.getFile.query, {
    text: 'Name and size of a file, and a signed address of it that is good for a while',
    effect: 'read',
    fields: { file_id },
  }),
  convert: operation(endpoints.convert.body, {
    text: 'Ask for the conversion of a file',
    effect: 'once',
    fields: { ...source, target_format: code('What it becomes', { e3dx: 'of a 3D drawing', e2dx: 'of a 2D drawing' }) },
  }),
  convertResult: operation(endpoints.convertResult.query, {
    text: 'How a conversion stands (Pending, Succeeded, Failed), and a signed address of its result',
    effect: 'read',
    fields: { transaction_id },
  }),
  thumbnail: operation(endpoints.thumbnail.body, {
    text: 'Ask for a thumbnail of a 3D drawing',
    effect: 'once',
    fields: { ...source, width: 'Its width in pixels', height: 'Its height in pixels' },
  }),
  thumbnailResult: operation(endpoints.thumbnailResult.query, {
    text: 'How a thumbnail stands (Pending, Succeeded, Failed), and a signed address of it',
    effect: 'read',
    fields: { transaction_id: 'Id of the thumbnail, as it was answered when it was asked for' },
  }),
  createResource: operation(z.looseObject({ file_url: z.unknown().optional() }), {
    text: 'Make a resource that can be commented on; whatever is given is kept with it',
    effect: 'once',
    fields: { file_url: 'Address of the file, for instance; any other fields may be given' },
  }),
  createComment: operation(endpoints.createComment.body, {
    text: 'Comment on a resource',
    effect: 'once',
    fields: {
      resource_id,
      reply_to: 'Id of the comment that it answers',
      info: record('What it says', { message: 'The text of the comment', extra: 'Anything beside it: a JSON object' }),
    },
  }),
  deleteComment: operation(endpoints.deleteComment.query, {
    text: 'Delete a comment',
    effect: 'once',
    fields: { comment_id: 'Id of the comment' },
  }),
  listComments: operation(endpoints.listComments.query, {
    text: 'The comments on a resource',
    effect: 'read',
    fields: { resource_id },
  }),
  joinRoom: operation(endpoints.joinRoom.body, {
    text: 'Join a room; it is to be left again',
    effect: 'once',
    fields: { room_id },
  }),
  leaveRoom: operation(endpoints.leaveRoom.body, {
    text: 'Leave a room',
    effect: 'once',
    fields: { room_id, user_id: 'Id of the user that one is there, as it was answered when the room was joined' },
  }),
  socket: operation(z.strictObject({}), {
    text: 'A WebSocket: comments as they come',
    effect: 'read',
    command: 'comments RESOURCE --follow',
    fields: {},
  }),
  createToken: operation(endpoints.createToken.body, {
    text: 'Make an access token that is good for 24 hours; the token is not shown',
    effect: 'repeatable',
    fields: {
      permissions: record('The rights of the token', {
        resource: `Group of calls: ${RESOURCE_GROUPS.join(', ')}`,
        operation: 'read or write',
      }),
    },
  }),
} satisfies Record<EndpointName, unknown>;

/** The operations of the platform, for those who call them by name. */
export const operationTable = describeOperations(endpoints, operations);
