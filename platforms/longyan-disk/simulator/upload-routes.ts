import { setTimeout as sleep } from 'node:timers/promises';
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type CallContext, formFields, registerCall } from './calls.ts';
import { Refusal } from './refusal.ts';
import { parse } from './resources.ts';
import { type PartForm, recordOf, type StoredFile, type Uploads } from './uploads.ts';

const md5 = z.string().regex(/^[0-9a-fA-F]{32}$/);
const digits = z.string().regex(/^\d{1,16}$/);
const id = z.string().min(1).max(200);

const createForm = z.strictObject({ fileMd5: md5, userId: id, fileLength: digits, filePathLocal: z.string().min(1) });
const userForm = z.strictObject({ userId: id });
const partForm = z.strictObject({
  fid: digits,
  userId: id,
  fileLength: digits,
  fileMd5: md5,
  fileNameLocal: z.string().min(1),
  filePos: digits,
});

/** Bytes of one file or part at most: what a gateway before such a server would be set to. */
const MAX_PART_BYTES = 1024 * 1024 * 1024;

/** Serves the uploads (manual sections 4.1 to 4.4). */
export async function registerUploadRoutes(context: CallContext, uploads: Uploads, signal: AbortSignal): Promise<void> {
  const { routes, behaviour } = context;
  await routes.register(multipart, { limits: { fileSize: MAX_PART_BYTES, fields: 50, files: 1 } });

  function checkUser(userId: string): void {
    if (userId !== behaviour.userId) throw new Refusal('用户不存在');
  }

  async function afterStoring(file: StoredFile): Promise<StoredFile> {
    if (behaviour.partMs > 0) await sleep(behaviour.partMs, undefined, { signal });
    return file;
  }

  registerCall(
    context,
    'uploadify',
    async (request) => {
      const file = await readFile(request, 'fileData', (fields, name, content, isCut) => {
        parse(z.strictObject({}), formFields(request, fields, behaviour));
        return uploads.takeWhole(name, content, isCut);
      });
      return { fid: (await afterStoring(file)).fid };
    },
    { isBare: true },
  );

  registerCall(context, 'createFid', (request) => {
    const form = parse(createForm, formFields(request, fieldsOf(request), behaviour));
    checkUser(form.userId);
    return recordOf(uploads.create(form));
  });

  registerCall(context, 'fileResume', async (request) => {
    const file = await readFile(request, 'part', (fields, _name, content, isCut) => {
      const form: PartForm = parse(partForm, formFields(request, fields, behaviour));
      checkUser(form.userId);
      return uploads.takePart(form, content, isCut);
    });
    return recordOf(await afterStoring(file));
  });

  registerCall(context, 'uncompletedFiles', (request) => {
    const { userId } = parse(userForm, formFields(request, fieldsOf(request), behaviour));
    checkUser(userId);
    return { uncompletedFiles: uploads.uncompleted().map(recordOf) };
  });
}

function fieldsOf(request: FastifyRequest): Record<string, string> {
  const body = request.body;
  if (typeof body !== 'object' || body === null) throw new Refusal('参数错误');
  return { ...body };
}

type TakeFile = (
  fields: Record<string, string>,
  name: string,
  content: AsyncIterable<Buffer>,
  isCut: () => boolean,
) => Promise<StoredFile>;

/**
 * Reads a form with one file, whose fields come before it. Of a form that is refused the rest is read, so that the connection can be
 * used again. Error: {@link Refusal}.
 */
async function readFile(request: FastifyRequest, part: string, take: TakeFile): Promise<StoredFile> {
  const fields: Record<string, string> = {};
  let outcome: { file: StoredFile } | { refusal: unknown } | undefined;
  try {
    for await (const one of request.parts()) {
      if (one.type === 'field') {
        if (one.fieldname in fields || outcome !== undefined) throw new Refusal(`参数错误：${one.fieldname}`);
        fields[one.fieldname] = String(one.value);
        continue;
      }
      if (outcome === undefined) {
        if (one.fieldname !== part) outcome = { refusal: new Refusal(`参数错误：${one.fieldname}`) };
        else {
          const isCut = () => request.raw.destroyed && !request.raw.complete;
          outcome = await take(fields, one.filename, one.file, isCut).then(
            (file) => ({ file }),
            (refusal: unknown) => ({ refusal }),
          );
        }
      }
      one.file.resume();
    }
  } catch (error) {
    if (error instanceof Refusal || outcome === undefined) throw error;
  }
  if (outcome === undefined) throw new Refusal('未接收到文件');
  if ('refusal' in outcome) throw outcome.refusal;
  return outcome.file;
}
