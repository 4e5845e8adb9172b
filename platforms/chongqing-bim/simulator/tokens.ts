import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { TOKEN_ENDS, type TokenEnd } from '../../../lib/simulation/faults.ts';
import type { Store } from '../../../lib/simulation/store.ts';
import type { Behaviour } from './options.ts';

const storedToken = z.object({
  expiresAt: z.number(),
  /** How a fault switch ended it. */
  ended: z.enum(TOKEN_ENDS).optional(),
});

/** What a token is worth at this moment: `valid`, or how the platform is to show that it is not. */
export type TokenVerdict = 'valid' | TokenEnd;

/** The tokens that were given out (manual section 1); they survive a restart, as signed tokens do. */
export interface Tokens {
  /** Gives a new token; undefined for wrong credentials. `expires_in` is in whole seconds, at least 1. */
  issue(username: string, password: string): { access_token: string; expires_in: number } | undefined;
  /** Judges an `Authorization` header. */
  judge(authorization: string | undefined): TokenVerdict;
  /** Ends the token of an `Authorization` header before its time. */
  expire(authorization: string | undefined, end: TokenEnd): void;
}

/** Makes the token desk for one account. */
export function createTokens(store: Store, behaviour: Behaviour): Tokens {
  const tokens = store.collection('tokens', (value) => storedToken.parse(value));

  return {
    issue(username, password) {
      if (username !== behaviour.username || password !== behaviour.password) return undefined;
      const now = Date.now();
      tokens.delete(...[...tokens.entries()].filter(([, token]) => token.expiresAt < now).map(([key]) => key));
      const accessToken = randomBytes(48).toString('base64url');
      tokens.set(accessToken, { expiresAt: now + behaviour.tokenLifetimeMs });
      return { access_token: accessToken, expires_in: Math.max(1, Math.floor(behaviour.tokenLifetimeMs / 1000)) };
    },
    judge(authorization) {
      const token = tokens.get(bearerOf(authorization));
      if (token?.ended !== undefined) return token.ended;
      return token === undefined || token.expiresAt <= Date.now() ? 'status' : 'valid';
    },
    expire(authorization, end) {
      const key = bearerOf(authorization);
      const token = tokens.get(key);
      if (token !== undefined) tokens.set(key, { ...token, ended: end });
    },
  };
}

function bearerOf(authorization: string | undefined): string {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
}
