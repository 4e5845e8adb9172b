/** The operations of the service in words, for those who call them by name; what their fields are made of is in `endpoints.ts`. */
import { z } from 'zod';
import { code, describeOperations, operation, secret } from '../../lib/operations/describe.ts';
import { type EndpointName, endpoints } from './endpoints.ts';

/** Fields of answers that hold secrets, in lower case: `copy` tells the key of an encrypted file. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set(['secretkey']);

const id = 'Id of the attachment';
const ids = 'Ids of the attachments';
const filepath = 'The document that attachments are of: a key of the user’s';
const groupname = 'The group of the attachments of a document';
const filename = 'Name of the file';
const permission = code('Who may read it; private where it is left out', {
  read: 'public',
  private: 'private',
  full: 'as the store has it',
});
const thumbnail = 'Size of a thumbnail, such as 500w; of pictures, together with url, and not kept';
const url = code('Whether an address of it is kept and answered; never of an encrypted file', {
  true: 'yes',
  false: 'no',
});
const tenant = 'Id of the tenant; default: the service’s own';
const isreplace = 'true: a file of the same name there is overwritten; default false';
const isencrypt = 'true: the service encrypts it; default false';

/** What goes out as text may be given as a number or a flag as well. */
function plain<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
    schema,
  );
}

const rewrite = endpoints.rewrite.parameters;

/** Every operation, by the name of its endpoint. */
export const operations = {
  upload: operation(endpoints.upload.parameters, {
    text: 'Attach a file',
    effect: 'once',
    command: 'ingest FILE… --filepath F --groupname G',
    fields: { filepath, groupname, permission, url, thumbnail, isreplace, isencrypt },
  }),
  delete: operation(endpoints.delete.parameters, {
    text: 'Delete an attachment',
    effect: 'once',
    fields: { id },
  }),
  batchDeleteByIds: operation(endpoints.batchDeleteByIds.parameters, {
    text: 'Delete attachments',
    effect: 'once',
    fields: { ids },
  }),
  update: operation(endpoints.update.parameters, {
    text: 'Change the record of an attachment',
    effect: 'repeatable',
    caution: (input) =>
      Object.hasOwn(input, 'permission') ? undefined : 'without a permission the service sets it to private',
    fields: {
      id,
      pkfile: 'Id of its content in the store',
      filename,
      filepath,
      groupname,
      permission,
      uploader: 'Who has attached it',
      uploadTime: 'When it was attached',
      sysid: 'Id of the system',
      tenant: 'Id of the tenant',
      modular: 'The module',
      url: 'Its whole address',
      sourcetenant: 'The tenant that it came from',
      secretkey: secret('Key of an encrypted file'),
      filesize: 'Its size, as the service writes it',
    },
  }),
  updateBatch: operation(endpoints.updateBatch.parameters, {
    text: 'Give attachments to another document; data is how many',
    effect: 'repeatable',
    fields: { fileIDs: ids, filepath, tenant },
  }),
  query: operation(endpoints.query.parameters, {
    text: 'The attachments of a document; none is an empty list',
    effect: 'read',
    fields: { filepath, groupname, tenant },
  }),
  replace: operation(endpoints.replace.parameters, {
    text: 'Give an attachment another content',
    effect: 'repeatable',
    command: 'attachments replace ID FILE',
    fields: { id, filepath, groupname, permission, url, thumbnail, isencrypt },
  }),
  copy: operation(endpoints.copy.parameters, {
    text: 'Copy an attachment',
    effect: 'once',
    fields: { filepath, groupname, id, tenant: 'Id of the tenant' },
  }),
  download: operation(endpoints.download.parameters, {
    text: 'The content of an attachment',
    effect: 'read',
    command: 'attachments get ID',
    fields: { id, permission, stream: code('How it comes', { true: 'as base64 within JSON', false: 'as a file' }) },
  }),
  url: operation(endpoints.url.parameters, {
    text: 'The addresses of attachments, by their ids',
    effect: 'read',
    fields: { ids, thumbnail },
  }),
  oss: operation(endpoints.oss.parameters, {
    text: 'Give a file to the store',
    effect: 'once',
    command: 'ingest FILE… --filepath F --groupname G --direct',
    fields: { filepath, groupname, filename, isreplace },
  }),
  osssign: operation(endpoints.osssign.parameters, {
    text: 'Give a file to a bucket of the store, signed',
    effect: 'once',
    command: 'ingest FILE… --filepath F --groupname G --direct',
    fields: { filepath, groupname, filename, isreplace, permission, bucketname: 'Name of the bucket' },
  }),
  rewrite: operation(rewrite.extend({ url: plain(rewrite.shape.url), size: plain(rewrite.shape.size) }), {
    text: 'Make, or renew, the record of a file that the store has',
    effect: 'repeatable',
    fields: {
      filepath,
      groupname,
      filename,
      permission,
      sysid: 'Id of the system',
      tenantid: 'Id of the tenant',
      url,
      size: 'Its size in bytes',
      thumbnail,
      userid: 'Id of the user',
    },
  }),
} satisfies Record<EndpointName, unknown>;

/** The operations of the service, for those who call them by name. */
export const operationTable = describeOperations(endpoints, operations);
