import { statusFailure } from '../../lib/http/failures.ts';
import type { Http } from '../../lib/http/http.ts';
import { type FormFile, multipart } from './call.ts';

/** A form by which the store itself takes a file, as `osssign` may answer it (reading 7). Its fields are secrets. */
export interface SignedForm {
  host: URL;
  fields: [string, string][];
}

/** The form in an answer of `osssign`; undefined where there is none. */
export function signedFormOf(data: unknown): SignedForm | undefined {
  const one: unknown = Array.isArray(data) ? data[0] : data;
  if (typeof one !== 'object' || one === null) return undefined;
  const given = new Map<string, unknown>(Object.entries(one));
  const host = given.get('host');
  if (typeof host !== 'string' || typeof given.get('policy') !== 'string' || !URL.canParse(host)) return undefined;
  const url = new URL(host);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const fields = [...given].flatMap(([name, value]): [string, string][] =>
    name !== 'host' && (typeof value === 'string' || typeof value === 'number') ? [[name, String(value)]] : [],
  );
  return { host: url, fields };
}

/** Posts a file to the store: with the form's fields, without the service's headers. */
export async function postSigned(
  http: Pick<Http, 'send'>,
  { host, fields }: SignedForm,
  file: FormFile,
  signal: AbortSignal | undefined,
): Promise<void> {
  // The store ignores what comes behind the part `file`.
  const { contentType, body } = multipart(fields, 'file', file);
  const answer = await http.send({ method: 'POST', url: host, headers: { 'content-type': contentType }, body, signal });
  if (answer.status < 200 || answer.status > 299) throw statusFailure(answer, answer.context, 'ossBucket');
}
