import { createHash } from 'node:crypto';
import { z } from 'zod';
import { bind, type CallContext, registerCall } from './calls.ts';
import type { Files } from './files.ts';
import { type Jobs, statusOf } from './jobs.ts';
import { Refusal } from './refusal.ts';
import type { SignedUrls } from './signed-urls.ts';
import type { Webhooks } from './webhooks.ts';

/** What is a drawing of two dimensions for certain, and what is none. */
const TYPES_2D = new Set(['dwg', 'dxf']);
const TYPES_3D = new Set([
  'step',
  'stp',
  'iges',
  'igs',
  'stl',
  'ifc',
  'rvt',
  'sldprt',
  'sldasm',
  'catpart',
  '3dm',
  'skp',
]);

const httpAddress = z.url({ protocol: /^https?$/ });
const source = {
  url: httpAddress.optional(),
  file_id: z.string().min(1).optional(),
  file_name: z.string().min(1),
  webhook_url: httpAddress.optional(),
};
const convertBody = z.strictObject({ ...source, target_format: z.enum(['e3dx', 'e2dx']) });
const thumbnailBody = z.strictObject({
  ...source,
  width: z.int().min(1).max(8_192),
  height: z.int().min(1).max(8_192),
});
const resultQuery = z.object({ transaction_id: z.string().min(1) });

/** Serves 图纸格式转换 and 生成缩略图. */
export function registerJobRoutes(
  context: CallContext,
  { files, jobs, urls, webhooks }: { files: Files; jobs: Jobs; urls: SignedUrls; webhooks: Webhooks },
): void {
  function start(
    kind: 'convert' | 'thumbnail',
    { url, file_id, file_name, webhook_url }: Omit<z.output<typeof convertBody>, 'target_format'>,
    target: string,
  ) {
    if ((url === undefined) === (file_id === undefined)) {
      throw new Refusal('InvalidParameter', 'invalid parameter: either url or file_id');
    }
    const file = file_id === undefined ? undefined : files.get(file_id);
    const job = jobs.start({
      kind,
      name: file_name,
      target,
      ...(file_id === undefined ? {} : { fileId: file_id }),
      ...(url === undefined ? {} : { url }),
      ...(webhook_url === undefined ? {} : { webhookUrl: webhook_url }),
      ...(file === undefined ? {} : { md5: file.md5 }),
    });
    if (url !== undefined) void fetchSource(jobs, job.id, url);
    webhooks.submitted(job);
    return { transaction_id: job.id };
  }

  function result(kind: 'convert' | 'thumbnail', query: unknown) {
    const { transaction_id } = bind(resultQuery, query);
    const job = jobs.get(transaction_id);
    if (job?.kind !== kind) throw new Refusal('NotFound', 'transaction not found');
    const status = statusOf(job);
    return status === 'Succeeded' ? { url: urls.of('results', job.id), status } : { status };
  }

  registerCall(context, {
    name: 'convert',
    async handle({ body }) {
      const form = bind(convertBody, body);
      const type = typeOf(form.file_name);
      const isWrong = form.target_format === 'e3dx' ? TYPES_2D.has(type) : TYPES_3D.has(type);
      if (isWrong) throw new Refusal('NotSupported', `not supported: ${type} to ${form.target_format}`);
      return start('convert', form, form.target_format);
    },
  });
  registerCall(context, {
    name: 'convertResult',
    errors: 'error',
    handle: async ({ query }) => result('convert', query),
  });
  registerCall(context, {
    name: 'thumbnail',
    errors: 'error',
    async handle({ body }) {
      const form = bind(thumbnailBody, body);
      if (TYPES_2D.has(typeOf(form.file_name))) {
        throw new Refusal('NotSupported', 'not supported: thumbnails are for 3D drawings');
      }
      return start('thumbnail', form, `${form.width}x${form.height}`);
    },
  });
  registerCall(context, {
    name: 'thumbnailResult',
    errors: 'error',
    handle: async ({ query }) => result('thumbnail', query),
  });
}

/** The platform fetches what lies at an address; a job whose address gives nothing fails. */
async function fetchSource(jobs: Jobs, id: string, url: string): Promise<void> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const md5 = createHash('md5')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex');
    jobs.change(id, { md5 });
  } catch {
    // Whatever it was, there is nothing to convert.
    jobs.change(id, { outcome: 'Failed' });
  }
}

function typeOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
