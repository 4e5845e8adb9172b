import { z } from 'zod';
import type { Secret } from '../secret.ts';
import { headerSecret } from './credentials.ts';
import { schemaWords } from './schema-words.ts';

/** A bearer token of the gateway, and who has it. */
export interface GatewayToken {
  token: Secret;
  name?: string;
}

const named = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._@ -]{0,99}$/u, 'expected a name'),
  token: headerSecret,
});

/** A token alone, or with a name. What is wrong is told of the form that was written. */
export const gatewayToken = z.unknown().transform((value, context): GatewayToken => {
  const words = { error: schemaWords };
  const isNamed = typeof value === 'object' && value !== null;
  const parsed = isNamed ? named.safeParse(value, words) : headerSecret.safeParse(value, words);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: undefined });
    return z.NEVER;
  }
  return 'token' in parsed.data ? parsed.data : { token: parsed.data };
});
