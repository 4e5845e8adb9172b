import type { z } from 'zod';
import { ModelrailError } from '../../lib/errors.ts';
import { createFormParts } from '../../lib/http/form-data.ts';
import { type Http, type HttpAnswer, issueSentence, shapeOf } from '../../lib/http/http.ts';
import type { StreamBody } from '../../lib/http/stream-body.ts';
import { readAnswer } from './answers.ts';
import type { Endpoint } from './endpoints.ts';
import type { IuapFilesSettings } from './settings.ts';

/** A file in a form. */
export interface FormFile {
  name: string;
  content: StreamBody;
}

/** What goes out. */
export interface Prepared {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string>;
  body: string | StreamBody | undefined;
}

/** Makes calls of the service: parameters checked, refusals told from answers. */
export interface Caller {
  call<P extends z.ZodType, D extends z.ZodType>(
    endpoint: Endpoint<P, D>,
    parameters: z.input<P>,
    more?: { file?: FormFile; signal?: AbortSignal | undefined },
  ): Promise<z.output<D>>;
  /** The same without a file; answers the body as it came, after it was compared with the shape of the answer. */
  callForBody(
    endpoint: Endpoint<z.ZodType, z.ZodType>,
    parameters: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<unknown>;
  /** A call before it is made. Error: `InvalidRequest`. */
  prepare<P extends z.ZodType, D extends z.ZodType>(
    endpoint: Endpoint<P, D>,
    parameters: z.input<P>,
    file?: FormFile,
  ): Prepared;
}

/** Makes a {@link Caller}. */
export function createCaller(settings: IuapFilesSettings, http: Pick<Http, 'send'>): Caller {
  const base = settings.baseUrl.replace(/\/+$/, '');
  const own = Object.fromEntries(Object.entries(settings.headers).map(([name, value]) => [name, value.reveal()]));

  function prepare(endpoint: Endpoint<z.ZodType, z.ZodType>, parameters: unknown, file?: FormFile): Prepared {
    const { method, path, style } = endpoint;
    const parsed = endpoint.parameters.safeParse(parameters);
    if (!parsed.success) throw new ModelrailError('InvalidRequest', issueSentence(path, parsed.error));
    const fields = fieldsOf(parsed.data as object); // as: all are objects
    const url = new URL(base + path);
    if (style === 'multipart') {
      const { contentType, body } = multipart(fields, settings.fileField, file);
      return { method, url, headers: { ...own, 'content-type': contentType }, body };
    }
    const text = new URLSearchParams(fields).toString();
    if (style === 'form') {
      const headers = { ...own, 'content-type': 'application/x-www-form-urlencoded' };
      return { method, url, headers, body: text };
    }
    url.search = text;
    return { method, url, headers: { ...own, 'cache-control': 'no-cache' }, body: undefined };
  }

  return {
    prepare,
    async call(endpoint, parameters, { file, signal } = {}) {
      const answer: HttpAnswer = await http.send({ ...prepare(endpoint, parameters, file), signal });
      return shapeOf(answer, readAnswer(answer, endpoint.reading).data, endpoint.data);
    },
    async callForBody(endpoint, parameters, signal) {
      const answer: HttpAnswer = await http.send({ ...prepare(endpoint, parameters), signal });
      const { data, body } = readAnswer(answer, endpoint.reading);
      shapeOf(answer, data, endpoint.data);
      return body;
    },
  };
}

/** Names and values in their order; a list repeats its name (reading 2). */
function fieldsOf(parameters: object): [string, string][] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, String(one)]),
  );
}

/** A form around a file that is read while it is sent; its fields come first. */
export function multipart(
  fields: readonly (readonly [string, string])[],
  fileField: string,
  file: FormFile | undefined,
): { contentType: string; body: StreamBody } {
  const parts = createFormParts();
  const texts = fields.map(([name, value]) => parts.field(name, value)).join('');
  const head = Buffer.from(file === undefined ? texts : texts + parts.fileHead(fileField, file.name));
  const tail = Buffer.from(file === undefined ? parts.end : `\r\n${parts.end}`);
  return {
    contentType: parts.contentType,
    body: {
      length: head.length + (file?.content.length ?? 0) + tail.length,
      async *open(signal) {
        yield head;
        if (file !== undefined) yield* file.content.open(signal);
        yield tail;
      },
    },
  };
}
