import type { z } from 'zod';
import { sentenceOf } from '../../contracts/sentences.ts';
import { isRecord } from '../../lib/config/file.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { createHttp, type HttpStream } from '../../lib/http/http.ts';
import { createProxyChoice } from '../../lib/http/proxy.ts';
import { secretValuesOf } from '../../lib/operations/describe.ts';
import { withoutSecrets } from '../../lib/operations/secrets.ts';
import { createCaller, type FormFile } from './call.ts';
import { nameIn, readFileAnswer, readStreamAnswer } from './download.ts';
import { type EndpointName, endpoints, type Permission, type WireAttachment } from './endpoints.ts';
import { exactBytes } from './file-size.ts';
import { operations, SECRET_FIELDS } from './operations.ts';
import type { IuapFilesSettings } from './settings.ts';
import { postSigned, type SignedForm, signedFormOf } from './signed-post.ts';

/** An attachment as the service has it. */
export interface Attachment {
  id: string;
  name: string;
  filepath: string;
  groupname: string;
  /** Bytes, where the service says them exactly. */
  size?: number;
  /** As the service writes it. */
  sizeText: string;
  /** Empty where it gives none. */
  url: string;
  uploadedAt: string;
}

/** The document and group that attachments are of. */
export interface Place {
  filepath: string;
  groupname: string;
}

/** How a file is attached. */
export interface AttachOptions {
  permission?: Permission | undefined;
  /** The service keeps an address of it and answers that. */
  url?: boolean | undefined;
  thumbnail?: string | undefined;
  encrypt?: boolean | undefined;
}

type UpdateFields = z.input<typeof endpoints.update.parameters>;
type RewriteFields = Pick<
  z.input<typeof endpoints.rewrite.parameters>,
  'permission' | 'sysid' | 'tenantid' | 'thumbnail' | 'userid'
>;

/**
 * The service's calls, by their names in the document. Each makes one request and throws `ModelrailError` when it fails, or the
 * reason of its signal, untouched, when that aborts. Nothing is repeated here.
 */
export interface IuapFilesClient {
  /** Attaches a file (section 1). Error: `AlreadyExists` where the name is taken and `replace` is not set. */
  upload(
    file: FormFile & Place & AttachOptions & { replace?: boolean | undefined },
    signal?: AbortSignal,
  ): Promise<Attachment>;
  /** Deletes an attachment (section 2). Error: `NotFound`. */
  delete(id: string, signal?: AbortSignal): Promise<void>;
  /** Deletes attachments (section 3). */
  batchDeleteByIds(ids: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Changes the record of an attachment (section 4); a permission that is left out becomes `private`. */
  update(fields: UpdateFields, signal?: AbortSignal): Promise<void>;
  /** Gives attachments to another document (section 5); answers how many. */
  updateBatch(
    move: { ids: readonly string[]; filepath: string; tenant?: string },
    signal?: AbortSignal,
  ): Promise<number>;
  /** The attachments of a document (section 6). */
  query(
    of: { filepath: string; groupname?: string | undefined; tenant?: string },
    signal?: AbortSignal,
  ): Promise<Attachment[]>;
  /** Gives an attachment another content (section 7). */
  replace(file: FormFile & Partial<Place> & AttachOptions & { id: string }, signal?: AbortSignal): Promise<Attachment>;
  /** Copies an attachment (section 8). */
  copy(to: Place & { id: string; tenant?: string }, signal?: AbortSignal): Promise<Attachment>;
  /** The content of an attachment (section 9), as the setting `downloadAs` says: pieces that are read as they come. */
  download(of: { id: string; permission?: Permission }, signal: AbortSignal): Promise<Download>;
  /** The addresses of attachments by their ids (section 10), of those that have one. */
  url(of: { ids: readonly string[]; thumbnail?: string }, signal?: AbortSignal): Promise<Map<string, string>>;
  /** Gives a file to the store (section 11). Error: `AlreadyExists`. */
  oss(file: FormFile & Place & { replace?: boolean | undefined }, signal?: AbortSignal): Promise<void>;
  /** The same by a bucket (section 12); a form that is answered has to be posted yet. */
  osssign(
    file: FormFile & Place & { bucket: string; replace?: boolean | undefined; permission?: Permission | undefined },
    signal?: AbortSignal,
  ): Promise<SignedForm | undefined>;
  /** Posts a file by such a form. */
  postSigned(form: SignedForm, file: FormFile, signal?: AbortSignal): Promise<void>;
  /** Makes, or renews, the record of a file that the store has (section 13). `size`: bytes. */
  rewrite(
    record: Place & RewriteFields & { name: string; size: number; url: boolean },
    signal?: AbortSignal,
  ): Promise<void>;
  /** A call without a file, with an input of unknown origin; answers what the service answers, envelope and all, but for secrets. */
  callByName(
    name: EndpointName,
    input: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Ends the connections; calls under way fail. */
  close(): Promise<void>;
}

/** Content on its way. */
export interface Download {
  /** All of it, once. Throws when it does not come whole: what came before is of no use then. */
  pieces: AsyncGenerator<Buffer>;
  /** What the service calls it: any text, no name of a file of ours. Absent where it does not say. */
  name?: string;
  /** Ends the request where it is not read to its end. */
  close(): void;
}

/** Connections beside those that send: a question never waits behind a file. */
const CONTROL_CONNECTIONS = 4;

/** Makes a client; one per platform and process. */
export function createIuapFilesClient(settings: IuapFilesSettings): IuapFilesClient {
  const { upload, timeouts, downloadAs } = settings;
  const ownSecrets = Object.values(settings.headers).map((value) => value.reveal());
  /** Of calls under way: what they send must not come back in words. */
  const underWay = new Map<object, readonly string[]>();
  const http = createHttp({
    connections: upload.concurrency + CONTROL_CONNECTIONS,
    connectTimeoutMs: timeouts.connect,
    requestTimeoutMs: timeouts.request,
    proxyFor: createProxyChoice(settings.proxy, process.env),
    secrets: () => [...ownSecrets, ...[...underWay.values()].flat()],
  });
  const caller = createCaller(settings, http);
  const { call, prepare } = caller;

  async function keeping<T>(secrets: readonly string[], work: () => Promise<T>): Promise<T> {
    const key = {};
    underWay.set(key, secrets);
    try {
      return await work();
    } finally {
      underWay.delete(key);
    }
  }

  return {
    async upload({ name, content, filepath, groupname, replace, ...options }, signal) {
      const parameters = { filepath, groupname, ...optionsOf(options), isreplace: flagOf(replace) };
      return theOne(await call(endpoints.upload, parameters, { file: { name, content }, signal }), name);
    },
    async delete(id, signal) {
      await call(endpoints.delete, { id }, { signal });
    },
    async batchDeleteByIds(ids, signal) {
      await call(endpoints.batchDeleteByIds, { ids: [...ids] }, { signal });
    },
    update: (fields, signal) =>
      keeping(fields.secretkey === undefined ? [] : [fields.secretkey], async () => {
        await call(endpoints.update, fields, { signal });
      }),
    updateBatch: ({ ids, filepath, tenant }, signal) =>
      call(endpoints.updateBatch, { fileIDs: [...ids], filepath, tenant }, { signal }),
    query: async (of, signal) => (await call(endpoints.query, of, { signal })).map(toAttachment),
    async replace({ id, name, content, filepath, groupname, ...options }, signal) {
      const parameters = { id, filepath, groupname, ...optionsOf(options) };
      return theOne(await call(endpoints.replace, parameters, { file: { name, content }, signal }), name);
    },
    async copy(to, signal) {
      return theOne(await call(endpoints.copy, to, { signal }));
    },
    async download({ id, permission }, signal) {
      const isBase64 = downloadAs === 'base64';
      const { url, headers, body } = prepare(endpoints.download, { id, permission, stream: flagOf(isBase64) });
      // as: this call has no file
      const answer: HttpStream = await http.open({ url, headers, body: body as string, signal });
      const name = nameIn(answer.headers);
      return {
        pieces: isBase64 ? readStreamAnswer(answer) : readFileAnswer(answer),
        ...(name === undefined ? {} : { name }),
        close: () => answer.close(),
      };
    },
    async url({ ids, thumbnail }, signal) {
      const maps = await call(endpoints.url, { ids: [...ids], thumbnail }, { signal });
      return new Map(maps.flatMap((map) => Object.entries(map)).flatMap(([id, url]) => (url ? [[id, url]] : [])));
    },
    async oss({ name, content, filepath, groupname, replace }, signal) {
      const parameters = { filepath, groupname, filename: name, isreplace: flagOf(replace) };
      await call(endpoints.oss, parameters, { file: { name, content }, signal });
    },
    async osssign({ name, content, filepath, groupname, replace, permission, bucket }, signal) {
      const place = { filepath, groupname, filename: name, bucketname: bucket };
      const parameters = { ...place, isreplace: flagOf(replace), permission };
      return signedFormOf(await call(endpoints.osssign, parameters, { file: { name, content }, signal }));
    },
    postSigned: (form, file, signal) =>
      keeping(
        form.fields.map(([, value]) => value),
        () => postSigned(http, form, file, signal),
      ),
    async rewrite({ name, size, url, ...fields }, signal) {
      const parameters = { ...fields, filename: name, size: String(size), url: url ? 'true' : 'false' } as const;
      await call(endpoints.rewrite, parameters, { signal });
    },
    async callByName(name, input, signal) {
      const secrets = secretValuesOf(operations[name], input);
      const body = await keeping(secrets, () => caller.callForBody(endpoints[name], asTexts(input), signal));
      // What has no return value answers nothing.
      const answer = withoutSecrets(body, SECRET_FIELDS, [...ownSecrets, ...secrets]);
      return isRecord(answer) ? answer : {};
    },
    close: () => http.close(),
  };
}

/** Everything goes out as text, so a number or a flag may be given as well. */
function asTexts(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isPlain = (value: unknown) => typeof value === 'number' || typeof value === 'boolean';
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, isPlain(value) ? String(value) : value]),
  );
}

function optionsOf({ permission, url, thumbnail, encrypt }: AttachOptions) {
  return { permission, url: flagOf(url), thumbnail, isencrypt: flagOf(encrypt) };
}

function flagOf(value: boolean | undefined): 'true' | undefined {
  // Every flag of the document is false where it is left out.
  return value === true ? 'true' : undefined;
}

/** The record of the file that a call is about. Error: `UnexpectedResponse` where there is none. */
function theOne(records: readonly WireAttachment[], name?: string): Attachment {
  const one = records.find(({ filename }) => filename === name) ?? records[0];
  if (one !== undefined) return toAttachment(one);
  const words = sentenceOf('the service has taken the file and gives no record of it');
  throw new ModelrailError('UnexpectedResponse', words, { outcomeUnknown: true });
}

function toAttachment(record: WireAttachment): Attachment {
  const { id, filename, filepath, groupname, filesize, url, uploadtime } = record;
  const sizeText = filesize ?? '';
  const size = exactBytes(sizeText);
  return {
    id,
    name: filename,
    filepath: filepath ?? '',
    groupname: groupname ?? '',
    ...(size === undefined ? {} : { size }),
    sizeText,
    url: url ?? '',
    uploadedAt: uploadtime ?? '',
  };
}
