import { z } from 'zod';
import { bindPlain, guid, md5Hex, requiredText, wholeNumber } from './binder.ts';
import { type CallContext, registerCall } from './calls.ts';
import type { Conversions } from './conversions.ts';
import type { ListingSwitches } from './listing-switches.ts';

const convertForm = z.object({
  modelgroupid: guid('模型组标识'),
  filelist: z
    .array(
      z.object({
        id: requiredText('文件标识'),
        name: requiredText('文件名'),
        type: requiredText('fileList.type'),
        size: wholeNumber('文件大小'),
        hash: md5Hex,
        path: requiredText('文件路径'),
        tags: z.array(z.string(), { error: '标签格式错误' }).nullish(),
      }),
      { error: '转换的文件集合不能为空' },
    )
    .min(1, '转换的文件集合不能为空'),
});

const progressQuery = z.object({ modelgroupid: guid('模型组标识'), taskid: guid('转换标识') });

/** Serves the converter's two calls. */
export function registerConversionRoutes(
  context: CallContext,
  conversions: Conversions,
  listings: ListingSwitches,
): void {
  registerCall(context, {
    name: 'convertModel',
    envelope: 'item',
    handle: async (request) => {
      const form = bindPlain(convertForm, request.body);
      return listings.apply('convertModel', conversions.start(form.modelgroupid, form.filelist));
    },
  });
  registerCall(context, {
    name: 'convertProcess',
    envelope: 'item',
    handle: async (request) => {
      const query = bindPlain(progressQuery, request.query);
      return listings.apply('convertProcess', conversions.progress(query.modelgroupid, query.taskid));
    },
  });
}
