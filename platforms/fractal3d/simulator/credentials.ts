import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { TokenEnd } from '../../../lib/simulation/faults.ts';
import type { Store } from '../../../lib/simulation/store.ts';
import { type Permission, permission, SCOPE_NAMES } from '../endpoints.ts';
import { ANONYMOUS_BUCKET, type BucketSize } from './buckets.ts';
import type { Behaviour } from './options.ts';
import { Refusal } from './refusal.ts';

const storedToken = z.object({
  expiresAt: z.number(),
  permissions: z.array(permission),
  /** Set when a fault switch ended it: how it shows. */
  ended: z.enum(['status', 'forbidden']).optional(),
});

/** Who calls, as far as the platform can tell. */
export interface Caller {
  /** Whose bucket it is. */
  bucket: { caller: string; size: BucketSize };
  /** Throws a {@link Refusal} where the caller may not do this. */
  assertMay(wanted: Permission): void;
}

/** The key and the tokens that were made with it (API Key 和 AccessToken 如何使用); they survive a restart. */
export interface Credentials {
  issue(permissions: Permission[]): string;
  /** Who sends this `Authorization` header. */
  identify(authorization: string | undefined, address: string): Caller;
  /** Ends the token of an `Authorization` header before its time. */
  expire(authorization: string | undefined, end: TokenEnd): void;
}

/** Makes the desk for one account. */
export function createCredentials(store: Store, behaviour: Behaviour): Credentials {
  const tokens = store.collection('tokens', (value) => storedToken.parse(value));
  const { apiKey, keyBucket, tokenBucket } = behaviour;

  return {
    issue(permissions) {
      const token = randomBytes(32).toString('base64url');
      tokens.set(token, { expiresAt: Date.now() + behaviour.tokenLifetimeMs, permissions });
      return token;
    },
    identify(authorization, address) {
      const given = bearerOf(authorization);
      const anonymous = { caller: `address ${address}`, size: ANONYMOUS_BUCKET };
      if (given === '') {
        return { bucket: anonymous, assertMay: () => refuse('PermissionDenied', 'permission denied') };
      }
      if (given === apiKey) return { bucket: { caller: 'key', size: keyBucket }, assertMay: () => undefined };
      const token = tokens.get(given);
      if (token?.ended === 'forbidden') {
        return { bucket: anonymous, assertMay: () => refuse('PermissionDenied', 'permission denied') };
      }
      if (token === undefined || token.ended !== undefined || token.expiresAt <= Date.now()) {
        return { bucket: anonymous, assertMay: () => refuse('Unauthorized', 'invalid access token') };
      }
      return {
        bucket: { caller: `token ${given}`, size: tokenBucket },
        assertMay({ resource, operation }) {
          const has = token.permissions.some((one) => one.resource === resource && one.operation === operation);
          if (!has) refuse('PermissionDenied', `permission denied: ${SCOPE_NAMES[resource][operation]}`);
        },
      };
    },
    expire(authorization, end) {
      const given = bearerOf(authorization);
      const token = tokens.get(given);
      if (token !== undefined) tokens.set(given, { ...token, ended: end === 'envelope' ? 'forbidden' : 'status' });
    },
  };
}

function refuse(type: 'PermissionDenied' | 'Unauthorized', message: string): never {
  throw new Refusal(type, message);
}

function bearerOf(authorization: string | undefined): string {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}
