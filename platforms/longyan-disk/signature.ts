import { createHmac } from 'node:crypto';
import type { LongyanDiskSettings } from './settings.ts';
import { encodeUserParams } from './user-params.ts';

/** The headers by which a call is signed (manual sections 2.1.2 and 2.2). */
export interface SignedHeaders extends Record<string, string> {
  'user-date': string;
  'user-params': string;
  authorization: string;
}

/** Hours that Shanghai is ahead of UTC; it has had no other time since 1991. */
const SHANGHAI_HOURS = 8;

/** A moment as the platform writes it: `yyyyMMddHHmmssSSS` in Shanghai, 24 hours. */
export function formatUserDate(ms: number): string {
  return new Date(ms + SHANGHAI_HOURS * 3_600_000).toISOString().replace(/\D/g, '');
}

/**
 * Signs a call at a moment. `parameters`: the JSON of a JSON post as it is sent, or the JSON of the fields of a form.
 * The signature is base64 of HMAC-SHA1 over user-params and user-date, each with a line end behind it.
 */
export function signCall(
  { apiKey, secretKey, signatureEncoding }: Pick<LongyanDiskSettings, 'apiKey' | 'secretKey' | 'signatureEncoding'>,
  parameters: string,
  ms: number,
): SignedHeaders {
  const userDate = formatUserDate(ms);
  const userParams = encodeUserParams(parameters);
  const digest = createHmac('sha1', secretKey.reveal()).update(`${userParams}\n${userDate}\n`).digest();
  const signed = signatureEncoding === 'raw' ? digest : Buffer.from(digest.toString('hex').toUpperCase());
  return {
    'user-date': userDate,
    'user-params': userParams,
    authorization: `dc:${apiKey.reveal()}:${signed.toString('base64')}`,
  };
}
