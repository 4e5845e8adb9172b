import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { sentenceOf } from '../contracts/sentences.ts';
import type { GatewayToken } from '../lib/config/gateway-token.ts';
import { ModelrailError } from '../lib/errors.ts';

/** The caller: the same text for the same token; the token cannot be derived from it. */
export type Caller = string;

/** Who sends a request: the caller, and the name of its token where it has one. */
export interface Identity {
  caller: Caller;
  name?: string;
}

const ANONYMOUS: Identity = { caller: 'anonymous' };

/**
 * Identifies the caller by the header `Authorization`. A token is compared with every known one by their SHA-256, in constant
 * time. Without any tokens all requests have the same caller. Error: `Authentication`.
 */
export function createAuthentication(tokens: readonly GatewayToken[]): (authorization: string | undefined) => Identity {
  const known = tokens.map(({ token, name }) => ({ digest: digestOf(token.reveal()), name }));
  return (authorization) => {
    if (known.length === 0) return ANONYMOUS;
    const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (given === undefined) {
      throw new ModelrailError(
        'Authentication',
        sentenceOf('send `Authorization: Bearer TOKEN` with one of the gateway’s tokens'),
      );
    }
    const digest = digestOf(given);
    let found: (typeof known)[number] | undefined;
    for (const candidate of known) if (timingSafeEqual(candidate.digest, digest)) found = candidate;
    if (found === undefined)
      throw new ModelrailError('Authentication', sentenceOf('this bearer token is none of the gateway’s'));
    const { name } = found;
    return { caller: digest.toString('hex').slice(0, 32), ...(name === undefined ? {} : { name }) };
  };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** True for an address that only programs of this machine reach. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/**
 * Without tokens a page in a browser of this machine could have a name of its own lead to the gateway and read its
 * answers: such a request bears that name. Error: `PermissionDenied`.
 */
export function assertOwnName(hostHeader: string | undefined): void {
  const name = (hostHeader ?? '').replace(/:\d+$/, '');
  if (isLoopback(name)) return;
  throw new ModelrailError(
    'PermissionDenied',
    sentenceOf('a gateway without tokens answers only to localhost: set gateway.tokens to reach it by another name'),
  );
}
