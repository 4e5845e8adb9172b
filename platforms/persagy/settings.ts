import { z } from 'zod';
import { formSecret, userName } from '../../lib/config/credentials.ts';
import { settingParts } from '../../lib/platforms/settings.ts';

const { address, timeouts, proxy } = settingParts;

/** Settings of a platform of kind `persagy` as they stand in the configuration; docs/platforms/persagy.md. */
export const persagySettings = z
  .strictObject({
    kind: z.literal('persagy'),
    /** The origin, without `/saas-platform`. */
    baseUrl: address,
    /** Name of the account that logs in. */
    username: userName.optional(),
    password: formSecret.optional(),
    /** Id of a third party, in place of name and password: it is enough to get a token. */
    clientId: formSecret.optional(),
    /** With `clientId`: the account that calls, which the platform does not tell a third party. */
    accountId: userName.optional(),
    /** With `clientId`: 0 for accounts of the operations system, 1 for business accounts. */
    accountBelong: z.enum(['0', '1']).optional(),
    /** The application as which it logs in. */
    appId: userName.default('PC'),
    /** Logs the account out when a worker ends, with every other session of it. */
    logout: z.boolean().default(false),
    timeouts,
    proxy,
  })
  .check(({ value, issues }) => {
    const message = loginProblem(value);
    if (message !== undefined) issues.push({ code: 'custom', message, input: value, path: [] });
  });

/** See {@link persagySettings}. */
export type PersagySettings = z.infer<typeof persagySettings>;

const IN_WORDS = 'give username and password, or clientId, accountId and accountBelong';

/** What is wrong with the way to log in. */
function loginProblem(given: Readonly<Record<string, unknown>>): string | undefined {
  const has = (names: readonly string[]) => names.filter((name) => given[name] !== undefined).length;
  const own = has(['username', 'password']);
  const third = has(['clientId', 'accountId', 'accountBelong']);
  return (own === 2 && third === 0) || (own === 0 && third === 3) ? undefined : IN_WORDS;
}
