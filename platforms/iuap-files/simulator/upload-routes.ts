import { extname } from 'node:path';
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Attachments, recordOf } from './attachments.ts';
import { type CallContext, parse, registerCall } from './calls.ts';
import type { Contents } from './contents.ts';
import { Refusal, success } from './refusal.ts';

const required = z.string().min(1).max(255);
const flag = z.enum(['true', 'false']).optional();
const how = {
  permission: z.enum(['read', 'private', 'full']).optional(),
  url: flag,
  thumbnail: z.string().optional(),
  isencrypt: flag,
};

/** The fields of `upload` (section 1). */
const uploadForm = z.strictObject({ filepath: required, groupname: required, isreplace: flag, ...how });
/** The fields of `replace` (section 7). */
const replaceForm = z.strictObject({
  id: required,
  filepath: required.optional(),
  groupname: required.optional(),
  ...how,
});

/** Bytes of one file at most: what a gateway before such a service would be set to. */
const MAX_FILE_BYTES = 4 * 1024 * 1024 * 1024;

/** Lets the routes take forms with a file. */
export async function takeForms({ routes }: CallContext): Promise<void> {
  await routes.register(multipart, { limits: { fileSize: MAX_FILE_BYTES, fields: 50, files: 1 } });
}

/** Serves the calls that bring a file to be attached (sections 1 and 7). */
export function registerUploadRoutes(context: CallContext, attachments: Attachments, contents: Contents): void {
  registerCall(context, 'upload', async (request) => {
    const check = (fields: Record<string, string>, filename: string) => {
      const form = parse(uploadForm, fields);
      checkHow(form);
      if (form.isreplace !== 'true') attachments.checkFree({ ...form, filename }, taken(filename));
    };
    const { fields, filename, kept } = await contents.receive(request, check);
    const form = parse(uploadForm, fields);
    // Another one may have come while this one was read.
    check(fields, filename);
    const record = attachments.put({ ...form, filename }, kept, howOf(form, request, kept.pkfile, filename));
    await contents.settle();
    return success('上传成功', [recordOf(record)]);
  });

  registerCall(context, 'replace', async (request) => {
    const check = (fields: Record<string, string>, filename: string) => {
      const { id, ...form } = parse(replaceForm, fields);
      checkHow(form);
      const known = attachments.get(id, '没有找到附件信息');
      const { filepath = known.filepath, groupname = known.groupname } = form;
      attachments.checkFree({ filepath, groupname, filename }, taken(filename), id);
    };
    const { fields, filename, kept } = await contents.receive(request, check);
    check(fields, filename);
    const { id, ...form } = parse(replaceForm, fields);
    const known = attachments.get(id, '没有找到附件信息');
    const { filepath = known.filepath, groupname = known.groupname } = form;
    // Under its new name, with its old id.
    attachments.save({ ...known, filename, filepath, groupname });
    const record = attachments.put(
      { filename, filepath, groupname },
      kept,
      howOf(form, request, kept.pkfile, filename),
    );
    await contents.settle();
    return success('上传成功', [recordOf(record)]);
  });
}

function taken(filename: string): string {
  return `上传失败{${filename}}附件已经存在不能重复上传`;
}

function checkHow({ url, isencrypt }: { url?: string | undefined; isencrypt?: string | undefined }): void {
  if (url === 'true' && isencrypt === 'true') throw new Refusal('对于加密文件不能返回url，返回了也无法访问！');
}

function howOf(
  form: z.infer<z.ZodObject<typeof how>>,
  request: FastifyRequest,
  pkfile: string,
  filename: string,
): { permission: 'read' | 'private' | 'full'; isEncrypted: boolean; url: string } {
  const { permission = 'private', url, isencrypt } = form;
  return {
    permission,
    isEncrypted: isencrypt === 'true',
    url: url === 'true' ? addressOf(request, pkfile, filename) : '',
  };
}

/** Where the service shows an attachment. */
export function addressOf(request: FastifyRequest, pkfile: string, filename: string): string {
  return `http://${request.headers.host ?? 'localhost'}/wbalone/images/tenant/${pkfile}${encodeURIComponent(extname(filename))}`;
}
