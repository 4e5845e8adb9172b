import { signal } from '@preact/signals';
import type { Sentence } from '../../contracts/sentences.ts';
import type { FieldError } from '../state/refusal.ts';
import { token } from '../state/session.ts';

/** True once the gateway wants another token than it was given. */
export const isDenied = signal(false);

/** Every refusal of the gateway (RFC 9457), as far as the page looks into it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** By which the detail is said in other languages. */
  told?: Sentence[];
  errors?: FieldError[];
}

/** A call that the gateway refused, or that did not reach it: then the status is 0. */
export class CallError extends Error {
  readonly status: number;
  /** One of the closed list of error types; empty where there was no answer. */
  readonly type: string;
  /** By which the message is said in other languages. */
  readonly told: readonly Sentence[];
  readonly errors: readonly FieldError[];
  /** True where the answer said nothing but its status. */
  readonly isBare: boolean;
  /** When the gateway wants to be asked again, where it says so. */
  readonly retryAfterMs: number | undefined;
  constructor(
    status: number,
    { type = '', detail = '', told = [], errors = [] }: Partial<Problem>,
    retryAfterMs?: number,
  ) {
    super(detail === '' ? `HTTP ${status}` : detail);
    this.status = status;
    this.type = type.replace('urn:modelrail:error:', '');
    this.told = told;
    this.isBare = detail === '';
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a call sends. */
export interface CallOptions {
  method?: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: Blob;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** What browsers send in a header: no Chinese, for example. */
const FITS_A_HEADER = /^[\x20-\x7e\x80-\xff]*$/;

/** Calls the gateway with the token of the session. Error: {@link CallError}, or that of an aborted signal. */
export async function call(path: string, options: CallOptions = {}): Promise<Response> {
  const { json, body, headers = {}, signal } = options;
  const given = token.value;
  if (!FITS_A_HEADER.test(given)) {
    // No gateway has it, since it could never be sent.
    isDenied.value = true;
    throw new CallError(401, { type: 'Authentication' });
  }
  const response = await fetch(path, {
    method: options.method ?? (json === undefined && body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(given === '' ? {} : { authorization: `Bearer ${given}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
    credentials: 'omit',
    cache: 'no-store',
    signal: signal ?? null,
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? error : new CallError(0, {});
  });
  if (response.ok) return response;
  const problem = await problemOf(response);
  // Another token may have been given since.
  if (isAboutToken(response) && given === token.value) isDenied.value = true;
  const retryAfterS = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  throw new CallError(response.status, problem, Number.isNaN(retryAfterS) ? undefined : retryAfterS * 1_000);
}

/** The same for an answer in JSON. */
export async function callJson<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await call(path, options);
  return (await response.json()) as Answer; // as: what the description of the API says of this call
}

/** True where the token of the gateway was refused: a 401 of a platform says nothing of how to do better here. */
function isAboutToken({ status, headers }: Response): boolean {
  return status === 401 && /^bearer\b/i.test(headers.get('www-authenticate') ?? '');
}

async function problemOf(response: Response): Promise<Partial<Problem>> {
  try {
    return (await response.json()) as Problem; // as: every refusal of the gateway has this form
  } catch {
    // Of a proxy in between: its page is not for people who look at this one.
    return {};
  }
}
