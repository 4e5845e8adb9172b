import { z } from 'zod';
import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { type Http, issueSentence, shapeOf } from '../../lib/http/http.ts';
import type { StreamBody } from '../../lib/http/stream-body.ts';
import { readAnswer } from './answers.ts';
import type { PlatformClock } from './clock.ts';
import type { Endpoint } from './endpoints.ts';
import type { LongyanDiskSettings } from './settings.ts';
import { signCall } from './signature.ts';
import { encodeUserParams, MAX_USER_PARAMS_BYTES } from './user-params.ts';

/** A form with a file in it: its bytes, and the fields beside them, which are signed. */
export interface MadeForm {
  body: Buffer | StreamBody;
  contentType: string;
  fields: Readonly<Record<string, string>>;
  /** Told how many bytes of a body of one buffer have left so far. */
  onLeft?: ((bytes: number) => void) | undefined;
}

/** Makes calls of the platform: parameters checked, signed, refusals told from answers. */
export interface Caller {
  /** A call with the endpoint's parameters. */
  call<P extends z.ZodType, D extends z.ZodType>(
    endpoint: Endpoint<P, D>,
    parameters: z.input<P>,
    signal?: AbortSignal,
  ): Promise<z.output<D>>;
  /** The same; answers the body as it came, after it was compared with the shape of the answer. */
  callForBody(
    endpoint: Endpoint<z.ZodType, z.ZodType>,
    parameters: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<unknown>;
  /** A call whose form is made already; `fields` of it have those of {@link Caller.fields} among them. */
  callWithForm<P extends z.ZodType, D extends z.ZodType>(
    endpoint: Endpoint<P, D>,
    made: MadeForm,
    signal?: AbortSignal,
  ): Promise<z.output<D>>;
  /** The fields of a form, with what goes with every call. Error: `InvalidRequest`. */
  fields<P extends z.ZodType, D extends z.ZodType>(
    endpoint: Endpoint<P, D>,
    parameters: z.input<P>,
  ): Record<string, string>;
}

/** What goes out, and the text of it that is signed. */
interface Encoded {
  body: string | Buffer | StreamBody;
  contentType: string;
  signed: string;
  onLeft?: ((bytes: number) => void) | undefined;
}

const textFields = z.record(z.string(), z.string());

/** Makes a {@link Caller}. */
export function createCaller(
  settings: LongyanDiskSettings,
  http: Http,
  clock: PlatformClock,
  now: () => number,
): Caller {
  const base = settings.baseUrl.replace(/\/+$/, '');

  function parametersOf(endpoint: Endpoint<z.ZodType, z.ZodType>, parameters: unknown): object {
    const parsed = endpoint.parameters.safeParse(parameters);
    if (!parsed.success) {
      throw new ModelrailError('InvalidRequest', issueSentence(endpoint.path, parsed.error));
    }
    // With every call (manual, "访问接口").
    return { ...(parsed.data as object), appId: settings.appId, appKey: settings.appKey.reveal() }; // as: all are objects
  }

  function fields(endpoint: Endpoint<z.ZodType, z.ZodType>, parameters: unknown): Record<string, string> {
    return textFields.parse(parametersOf(endpoint, parameters));
  }

  function encode(endpoint: Endpoint<z.ZodType, z.ZodType>, parameters: unknown): Encoded {
    if (endpoint.style === 'json') {
      const text = jsonOf(parametersOf(endpoint, parameters));
      return { body: text, contentType: 'application/json;charset=utf-8', signed: text };
    }
    const all = fields(endpoint, parameters);
    return {
      body: new URLSearchParams(all).toString(),
      contentType: 'application/x-www-form-urlencoded',
      signed: JSON.stringify(all),
    };
  }

  async function perform<D extends z.ZodType>(
    { method, path, data }: Endpoint<z.ZodType, D>,
    { body, contentType, signed, onLeft }: Encoded,
    signal?: AbortSignal,
  ): Promise<{ body: unknown; parsed: z.output<D> }> {
    const inHeader = encodeUserParams(signed).length;
    if (inHeader > MAX_USER_PARAMS_BYTES) {
      const words = sentenceOf(
        '{path}: its parameters are too long, {bytes} bytes where a header has room for {most}',
        { path, bytes: inHeader, most: MAX_USER_PARAMS_BYTES },
      );
      throw new ModelrailError('InvalidRequest', words);
    }
    for (let attempt = 1; ; attempt += 1) {
      const sentAtMs = now();
      const signedWithMs = clock.offsetMs;
      const headers = { 'content-type': contentType, ...signCall(settings, signed, clock.now()) };
      const answer = await http.send({ method, url: new URL(base + path), headers, body, signal, onLeft });
      const read = readAnswer(answer, settings.existsWords);
      if (read.kind === 'answered' || (read.kind === 'refused' && read.isOwn)) clock.learn(answer, sentAtMs);
      if (read.kind === 'answered') return { body: read.body, parsed: shapeOf(answer, read.data, data) };
      // A refusal has had no effect, and the time that the call was signed with may be its reason: this answer has told it, or
      // the answer to another call that was made at the same time.
      if (read.kind === 'failed' || !read.isOwn || !clock.isOther(signedWithMs) || attempt > 1) throw read.error;
      if (typeof body !== 'string' && !Buffer.isBuffer(body)) throw again(read.error);
    }
  }

  return {
    fields,
    call: async (endpoint, parameters, signal) =>
      (await perform(endpoint, encode(endpoint, parameters), signal)).parsed,
    callForBody: async (endpoint, parameters, signal) =>
      (await perform(endpoint, encode(endpoint, parameters), signal)).body,
    callWithForm: async (endpoint, { body, contentType, fields: sent, onLeft }, signal) =>
      (await perform(endpoint, { body, contentType, signed: JSON.stringify(sent), onLeft }, signal)).parsed,
  };
}

/** JSON in which `fid`, a Java `Long`, is a number with all its digits. */
function jsonOf(parameters: object): string {
  const { fid, ...rest }: { fid?: unknown } = parameters;
  return typeof fid === 'string' ? `{"fid":${fid},${JSON.stringify(rest).slice(1)}` : JSON.stringify(rest);
}

/** A body that is made while it is sent cannot be sent twice: the next attempt signs with the platform's time. */
function again(error: ModelrailError): ModelrailError {
  const { type, refusal } = error;
  const words = sentenceOf("{refusal} (signed again with the platform's time)", { refusal: error.toPart() });
  return new ModelrailError(type, words, { isRetryable: true, ...(refusal === undefined ? {} : { refusal }) });
}
