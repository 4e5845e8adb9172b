import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Attachments } from './attachments.ts';
import { type CallContext, parameters, parse, registerCall } from './calls.ts';
import type { Contents } from './contents.ts';
import { Refusal } from './refusal.ts';
import { addressOf } from './upload-routes.ts';

const required = z.string().min(1).max(255);
const flag = z.enum(['true', 'false']).optional();
const permission = z.enum(['read', 'private', 'full']).optional();
const named = { filepath: required, groupname: required, filename: required };

/** The fields of `oss` (section 11) and of `osssign` (section 12). */
const ossForm = z.strictObject({ ...named, isreplace: flag });
const signForm = z.strictObject({ ...named, isreplace: flag, permission, bucketname: required });
/** The fields of `rewrite` (section 13). */
const rewriteForm = z.strictObject({
  ...named,
  permission,
  sysid: z.string().optional(),
  tenantid: z.string().optional(),
  url: z.enum(['true', 'false']),
  size: z.string().regex(/^\d+$/),
  thumbnail: z.string().optional(),
  userid: z.string().optional(),
});

/** What a form of the store is signed for. */
type Signed = z.infer<typeof ossForm>;

/** Serves the direct way: into the store, then into the table (sections 11 to 13). None of them has a return value. */
export function registerStoreRoutes(context: CallContext, attachments: Attachments, contents: Contents): void {
  const { routes, behaviour } = context;
  const policies = new Map<string, Signed>();

  function checkFree({ filepath, groupname, filename, isreplace }: Signed): void {
    if (isreplace === 'true') return;
    const words = `${filename}已经存在不能重复上传`;
    const wanted = { filepath, groupname, filename };
    attachments.checkFree(wanted, words);
    if (attachments.orphan(wanted) !== undefined) throw new Refusal(words);
  }

  function checkSigned(fields: Record<string, string>): Signed {
    const { bucketname, permission: _permission, ...form } = parse(signForm, fields);
    if (bucketname !== behaviour.bucket) throw new Refusal('bucket不存在');
    checkFree(form);
    return form;
  }

  registerCall(context, 'oss', async (request) => {
    const check = (fields: Record<string, string>) => checkFree(parse(ossForm, fields));
    const { fields, kept } = await contents.receive(request, check);
    check(fields);
    attachments.putObject(parse(ossForm, fields), kept);
    await contents.settle();
  });

  registerCall(context, 'osssign', async (request) => {
    if (!behaviour.ossSigns) {
      const { fields, kept } = await contents.receive(request, (given) => void checkSigned(given));
      attachments.putObject(checkSigned(fields), kept);
      await contents.settle();
      return undefined;
    }
    const form = checkSigned(await contents.fieldsOnly(request));
    const policy = Buffer.from(randomUUID()).toString('base64');
    policies.set(policy, form);
    const host = `http://${request.headers.host ?? 'localhost'}/store/${behaviour.bucket}`;
    const key = `${form.filepath}/${form.groupname}/${form.filename}`;
    return { host, policy, signature: 'demo-store-signature', accessid: 'demo-access', key, expire: 1_900_000_000 };
  });

  // Not of the service: its store, which knows nothing of the service's headers.
  routes.post('/store/:bucket', { config: { endpoint: 'store' } }, async (request, reply) => {
    if (request.headers['x-files-token'] !== undefined) return reply.code(400).send('<Error>InvalidArgument</Error>');
    try {
      const check = ({ policy = '', signature }: Record<string, string>) => {
        if (signature !== 'demo-store-signature' || !policies.has(policy)) throw new Refusal('AccessDenied');
      };
      const { fields, kept } = await contents.receive(request, check, 'file');
      const form = policies.get(fields['policy'] ?? '');
      if (form !== undefined) attachments.putObject(form, kept);
      await contents.settle();
      return await reply.code(204).send();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return reply.code(403).type('application/xml').send(`<Error><Code>${error.message}</Code></Error>`);
    }
  });

  registerCall(context, 'rewrite', (request) => {
    const { size, url, permission: given = 'private', ...form } = parameters(request, rewriteForm);
    const kept = attachments.object(form);
    if (kept === undefined) throw new Refusal('附件不存在');
    if (kept.size !== Number(size)) throw new Refusal('附件大小不一致');
    const { pkfile, md5 } = kept;
    const address = url === 'true' ? addressOf(request, pkfile, form.filename) : '';
    const how = { permission: given, isEncrypted: false, url: address };
    attachments.put(form, { pkfile, md5, size: kept.size }, how);
    return undefined;
  });
}
