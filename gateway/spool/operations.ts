import { z } from 'zod';
import { COMPONENT_KEY, component } from '../../lib/requests/component.ts';
import { IDEMPOTENCY_KEY } from '../idempotency.ts';
import { PROBLEM_TYPE } from '../problems.ts';
import { problem } from '../schemas/answers.ts';
import { examples } from '../schemas/examples.ts';
import { ITEM_ID } from './item.ts';
import type { SpooledFile } from './spool.ts';

/** Media type of bytes in the tus protocol. */
export const TUS_BYTES = 'application/offset+octet-stream';
/** The version of the tus protocol that is spoken. */
export const TUS_VERSION = '1.0.0';
/** Header with the source of a complete file, percent-encoded as a URL's path. */
export const SOURCE_HEADER = 'Modelrail-Source';

const tags = ['files'];
const MAX_BYTES = Number.MAX_SAFE_INTEGER;

const params = z.object({ id: z.string().regex(ITEM_ID).describe('Last segment of the Location of the upload') });
const resumable = z.literal(TUS_VERSION).describe('Version of the tus protocol');
const offset = z.int().min(0).max(MAX_BYTES);

const BASE64 = '(?:[A-Za-z0-9+/]{4}){0,1000}(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)';
const metadata = z
  .string()
  .regex(new RegExp(`^filename ${BASE64}$`))
  .describe('`filename` and the file name as base64 of its UTF-8; other keys may follow, separated by commas');

interface HeaderDescription {
  type: 'string' | 'integer';
  description: string;
}

const TOLD_HEADERS = {
  'Tus-Resumable': { type: 'string', description: 'Version of the tus protocol' },
  'Upload-Offset': { type: 'integer', description: 'Bytes that are here' },
  'Upload-Length': { type: 'integer', description: 'Bytes in full, when they are known' },
  'Upload-Expires': { type: 'string', description: 'When the unfinished upload goes' },
  Location: { type: 'string', description: 'The upload, for HEAD, PATCH, GET and DELETE' },
  [SOURCE_HEADER]: {
    type: 'string',
    description: 'When the upload is complete: the `source` for a request, percent-encoded',
  },
} satisfies Record<string, HeaderDescription>;

function toldHeaders(...names: (keyof typeof TOLD_HEADERS)[]): Record<string, HeaderDescription> {
  return Object.fromEntries(names.map((name) => [name, TOLD_HEADERS[name]]));
}

function empty(description: string, ...names: (keyof typeof TOLD_HEADERS)[]) {
  return z.null().meta({ description, headers: toldHeaders('Tus-Resumable', ...names) });
}

const PROBLEMS = {
  400: 'A header is missing or wrong',
  401: 'No token, or a wrong one',
  404: 'There is no such file, or no longer',
  409: 'The offset is not that of the upload, an ingestion uses the file, or there is another file under this key',
  410: 'The file has expired',
  412: 'Tus-Resumable is of another version',
  413: 'The file is larger than is taken, or than was declared',
  415: 'The body is of a type that is not taken',
  422: 'A header, the name of the file or the file is missing',
  423: 'Another request is writing to this upload, or has the same key',
  429: 'The spool is full, or there are too many requests',
  500: 'The file could not be kept',
  503: 'Another gateway has the spool',
} as const;

/** What every call but `OPTIONS` may answer beside its own. */
const ALWAYS = [401, 429, 500, 503] as const;

type Status = keyof typeof PROBLEMS;

function refusals(...statuses: Status[]) {
  return Object.fromEntries(
    [...statuses, ...ALWAYS].map((status) => [
      status,
      { description: PROBLEMS[status], content: { [PROBLEM_TYPE]: { schema: problem } } },
    ]),
  );
}

/** The same where an answer has no body. */
function refusalsWithoutBody(...statuses: Status[]) {
  return Object.fromEntries(
    [...statuses, ...ALWAYS].map((status) => [status, z.null().meta({ description: PROBLEMS[status] })]),
  );
}

/** `GET /v1/files/{id}` answers this. */
export const spooledFile = component(
  'SentFile',
  'A file that was or is being sent.',
  z.object({
    id: z.string().describe('Last segment of its address.'),
    source: z.string().optional().describe('The `source` for a request; only when all of it is here.'),
    name: z.string().describe('The name under which it is delivered.'),
    size: z.int().optional().describe('Bytes in full, when they are known.'),
    offset: z.int().describe('Bytes that have arrived.'),
    isComplete: z.boolean().describe('All of it is here.'),
    expiresAt: z.iso.datetime().describe('When it goes, unless it is used.'),
  } satisfies Record<keyof SpooledFile, z.ZodType>),
  [examples.sentFile],
);

const wholeFile = z.unknown().meta({
  content: {
    'application/octet-stream': { schema: { type: 'string', format: 'binary', description: 'The file.' } },
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { file: { type: 'string', format: 'binary', description: 'The file, with its filename.' } },
        required: ['file'],
        [COMPONENT_KEY]: { name: 'FileForm', description: 'A form with one file; its field may have any name.' },
      },
    },
  },
});

/** What OpenAPI says about sending a file: by one request of at most `maxPostBytes`, or in parts, of at most `maxFileBytes`. */
export const createOperation = ({ maxFileBytes, maxPostBytes }: { maxFileBytes: number; maxPostBytes: number }) => ({
  tags,
  operationId: 'createFile',
  summary: 'Send a small file, or begin to send a large one',
  description:
    `Without \`Tus-Resumable\` the body is the file, of ${maxPostBytes} bytes at most, or a form with it; the answer has the \`source\` ` +
    `for a request. With it this is the creation of the tus protocol 1.0, of which the other headers are: bytes may follow at once as a ` +
    `body of ${TUS_BYTES}, and \`Upload-Defer-Length: 1\` stands in place of \`Upload-Length\` when the size is not known yet.`,
  querystring: z.object({
    name: z
      .string()
      .min(1)
      .optional()
      .describe('Name of the file, whose extension is its type; of a form the default is the filename in it.'),
  }),
  headers: z.object({
    'tus-resumable': resumable.optional().describe('Version of the tus protocol, of an upload that can be resumed'),
    'upload-length': z.int().min(1).max(maxFileBytes).optional().describe('Of the tus protocol: size in bytes'),
    'upload-metadata': metadata.optional(),
    'idempotency-key': z
      .string()
      .regex(IDEMPOTENCY_KEY)
      .optional()
      .describe(
        'The same key and file give the same source, and the file is kept once; the same key with another file 409, as long as the first is here.',
      ),
  }),
  body: wholeFile,
  response: {
    201: spooledFile.meta({
      description: 'All of it is here; or, of the tus protocol, the upload has begun',
      headers: toldHeaders('Location', 'Upload-Offset', 'Upload-Expires', SOURCE_HEADER),
    }),
    ...refusals(400, 409, 412, 413, 415, 422, 423),
  },
});

/** What OpenAPI says about the operations. The tus server checks the headers, so that errors are as tus has them. */
export const operations = {
  options: {
    tags,
    operationId: 'getTusOptions',
    summary: 'What the tus server can do',
    // A browser asks without a token.
    security: [],
    response: { 204: empty('Version, extensions and the largest size, in headers') },
  },
  append: {
    tags,
    operationId: 'appendToFile',
    summary: 'Send bytes of a file, from its offset on',
    description: 'The last bytes make the file complete; the answer to them tells its source.',
    consumes: [TUS_BYTES],
    params,
    headers: z.object({ 'tus-resumable': resumable, 'upload-offset': offset.describe('Bytes that have arrived') }),
    body: z.string().meta({ format: 'binary' }),
    response: {
      204: empty('Taken', 'Upload-Offset', 'Upload-Expires', SOURCE_HEADER),
      ...refusals(400, 404, 409, 410, 412, 413, 415, 422, 423),
    },
  },
  offset: {
    tags,
    operationId: 'getFileOffset',
    summary: 'How much of a file is here',
    description:
      'Ends a PATCH of the same upload that is still under way: a client that asks is about to go on from here.',
    params,
    headers: z.object({ 'tus-resumable': resumable }),
    response: {
      200: empty('The offset', 'Upload-Offset', 'Upload-Length', 'Upload-Expires', SOURCE_HEADER),
      ...refusalsWithoutBody(404, 410, 412, 422, 423),
    },
  },
  show: {
    tags,
    operationId: 'getFile',
    summary: 'A file that was or is being sent',
    description: 'Disturbs no request that is under way.',
    params,
    response: { 200: spooledFile, ...refusals(404) },
  },
  remove: {
    tags,
    operationId: 'removeFile',
    summary: 'Remove a file, or end its upload',
    params,
    headers: z.object({ 'tus-resumable': resumable }),
    response: { 204: empty('Removed'), ...refusals(404, 409, 410, 412, 422, 423) },
  },
} as const;
