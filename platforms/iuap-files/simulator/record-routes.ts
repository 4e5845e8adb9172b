import { z } from 'zod';
import { type Attachments, recordOf, type StoredAttachment } from './attachments.ts';
import { type CallContext, parameters, registerCall } from './calls.ts';
import type { Contents } from './contents.ts';
import { Refusal, success } from './refusal.ts';
import { addressOf } from './upload-routes.ts';

const required = z.string().min(1).max(255);
const text = z.string().optional();
const permission = z.enum(['read', 'private', 'full']).optional();
const ids = z.array(required).min(1);

/** The parameters of `update` (section 4). */
const updateForm = z.strictObject({
  id: required,
  pkfile: text,
  filename: required.optional(),
  filepath: required.optional(),
  groupname: required.optional(),
  permission,
  uploader: text,
  uploadTime: text,
  sysid: text,
  tenant: text,
  modular: text,
  url: text,
  sourcetenant: text,
  secretkey: text,
  filesize: text,
});

/** Serves what is done with attachments that are there (sections 2 to 6 and 8 to 10). */
export function registerRecordRoutes(context: CallContext, attachments: Attachments, contents: Contents): void {
  const { routes } = context;
  const { records } = attachments;

  registerCall(context, 'delete', (request) => {
    const { id } = parameters(request, z.strictObject({ id: required }));
    remove(attachments.get(id, '没有找到附件信息'));
    return success('删除成功');
  });

  registerCall(context, 'batchDeleteByIds', (request) => {
    const given = parameters(request, z.strictObject({ ids }), ['ids']);
    // All or none.
    const all = given.ids.map((id) => attachments.get(id, '附件批量删除出现异常！'));
    for (const one of all) remove(one);
    return success('批量删除成功');
  });

  function remove({ id, filepath, groupname, filename }: StoredAttachment): void {
    records.delete(id);
    attachments.objects.delete(JSON.stringify([filepath, groupname, filename]));
  }

  registerCall(context, 'update', (request) => {
    const { id, uploadTime, permission: given = 'private', ...form } = parameters(request, updateForm);
    const known = attachments.get(id, '更新失败');
    const { filename = known.filename, filepath = known.filepath, groupname = known.groupname } = form;
    const { url = known.url, filesize = known.filesize, pkfile = known.pkfile } = form;
    const changed = { ...known, filename, filepath, groupname, permission: given };
    const told = { url, filesize, pkfile };
    attachments.checkFree(changed, '更新失败', id);
    attachments.save({ ...changed, ...told, uploadtime: uploadTime ?? known.uploadtime });
    return success('更新成功', recordOf(attachments.get(id, '更新失败')));
  });

  registerCall(context, 'updateBatch', (request) => {
    const schema = z.strictObject({ fileIDs: ids, filepath: required, tenant: text });
    const { fileIDs, filepath } = parameters(request, schema, ['fileIDs']);
    const all = fileIDs.map((id) => attachments.get(id, '更新失败'));
    for (const one of all) attachments.checkFree({ ...one, filepath }, '更新失败', one.id);
    for (const one of all) attachments.save({ ...one, filepath });
    return success('更新成功', all.length);
  });

  registerCall(context, 'query', (request) => {
    const schema = z.strictObject({ filepath: required, groupname: text, tenant: text });
    const { filepath, groupname } = parameters(request, schema);
    const found = [...records.values()].filter(
      (one) => one.filepath === filepath && (!groupname || one.groupname === groupname),
    );
    if (found.length === 0) throw new Refusal('没有查询到相关数据');
    return success('查询成功', found.map(recordOf));
  });

  registerCall(context, 'copy', (request) => {
    const schema = z.strictObject({ filepath: required, groupname: required, id: required, tenant: text });
    const { id, filepath, groupname } = parameters(request, schema);
    const { filename, pkfile, size, md5, isEncrypted, permission: kept } = attachments.get(id, '附件复制出错');
    const named = { filepath, groupname, filename };
    attachments.checkFree(named, '附件复制出错');
    const record = attachments.put(named, { pkfile, size, md5 }, { permission: kept, isEncrypted, url: '' });
    return success('附件复制成功', [{ ...recordOf(record), sourcetenant: 'tenant', secretkey: 'demo-secret-key' }]);
  });

  registerCall(context, 'download', async (request, reply) => {
    const schema = z.strictObject({ id: required, permission, stream: z.enum(['true', 'false']).optional() });
    const { id, stream } = parameters(request, schema);
    const { pkfile, filename, size } = attachments.get(id, '没有找到相关数据');
    if (stream === 'true') {
      const body = base64(await contents.bytes(pkfile));
      const headers = { 'Content-Type': ['application/octet-stream'] };
      return success('下载成功', { headers, body, statusCode: 'OK' });
    }
    reply.header('content-disposition', `attachment;filename=${encodeURIComponent(filename)}`);
    reply.header('content-length', size);
    return reply.type('application/octet-stream').send(contents.stream(pkfile));
  });

  registerCall(context, 'url', (request) => {
    const given = parameters(request, z.strictObject({ ids, thumbnail: text }), ['ids']);
    const addresses = given.ids.flatMap((id) => {
      const one = records.get(id);
      // What lies there could not be read.
      if (one === undefined || one.isEncrypted) return [];
      return [[id, one.url === '' ? addressOf(request, one.pkfile, one.filename) : one.url]];
    });
    return success('成功获得URL', [Object.fromEntries(addresses)]);
  });

  // What those addresses lead to.
  routes.get<{ Params: { file: string } }>('/wbalone/images/tenant/:file', async (request, reply) => {
    const pkfile = request.params.file.slice(0, 36);
    const isKnown = [...records.values()].some((one) => one.pkfile === pkfile && !one.isEncrypted);
    if (!isKnown) return reply.code(404).send();
    return reply.type('application/octet-stream').send(contents.stream(pkfile));
  });
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64, by a count of its own. */
function base64(bytes: Buffer): string {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const bits = (a << 16) | (b << 8) | c;
    const digits = [18, 12, 6, 0].map((shift) => DIGITS[(bits >> shift) & 63]);
    const known = Math.min(4, bytes.length - at + 1);
    texts.push(digits.slice(0, known).join('').padEnd(4, '='));
  }
  return texts.join('');
}
