import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a platform is to tell the end of. */
export interface AwaitedCall {
  /** The run that waits for it. */
  workflowId: string;
  /** What it calls the job: letters and digits. */
  job: string;
}

/** The addresses that platforms call. They say what they are for, and can be made with the key alone. */
export interface WebhookAddresses {
  /** The address for a job; it is good until then, in milliseconds since 1970. */
  addressOf(call: AwaitedCall, expiresAtMs: number): string;
}

/** Path of the gateway's route below its address, with the token as its last part. */
const PATH = '/v1/webhooks';
const SEPARATOR = '~';

/** Takes the tokens of addresses out of a text. */
export function hideWebhookTokens(text: string): string {
  return text.replace(/((?:\/|%2F)v1(?:\/|%2F)webhooks(?:\/|%2F))[\w.~%-]+/gi, '$1***');
}

/** Makes addresses below that of the gateway, signed with `key`. */
export function createWebhookAddresses(gatewayUrl: string, key: Buffer): WebhookAddresses {
  return {
    addressOf({ workflowId, job }, expiresAtMs) {
      const said = [Buffer.from(workflowId).toString('base64url'), job, Math.ceil(expiresAtMs / 1_000).toString(36)];
      const text = said.join(SEPARATOR);
      return `${gatewayUrl}${PATH}/${text}${SEPARATOR}${signatureOf(text, key)}`;
    },
  };
}

/** Reads the token of an address; undefined of one that none of these keys made, or that is not good any more. */
export function readWebhookToken(token: string, keys: readonly Buffer[], nowMs: number): AwaitedCall | undefined {
  const end = token.lastIndexOf(SEPARATOR);
  const [text, signature] = [token.slice(0, Math.max(0, end)), Buffer.from(token.slice(end + 1))];
  let isSigned = false;
  for (const key of keys) {
    const expected = Buffer.from(signatureOf(text, key));
    isSigned = (expected.length === signature.length && timingSafeEqual(expected, signature)) || isSigned;
  }
  const [workflow = '', job = '', expires = ''] = text.split(SEPARATOR);
  if (!isSigned || Number.parseInt(expires, 36) * 1_000 <= nowMs) return undefined;
  return { workflowId: Buffer.from(workflow, 'base64url').toString(), job };
}

/** The key that a secret of the configuration stands for: an address does not give the secret away. */
export function keyFrom(secret: string): Buffer {
  return createHmac('sha256', secret).update('modelrail webhook addresses').digest();
}

function signatureOf(text: string, key: Buffer): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}
