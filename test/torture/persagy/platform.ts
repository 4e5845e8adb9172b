import { persagySimulator } from '../../../platforms/persagy/simulator/definition.ts';

/** The password of the account that the workers log in with: never to be seen in a history or a log. */
export const OPS_PASSWORD = 'torture-ops-password-8a1e';
/** The password of the accounts of plans. */
export const ACCOUNTS_PASSWORD = 'torture-accounts-password-3b90';

/** The platform as the campaign's configuration has it. */
export function opsSettings(url: string): Record<string, unknown> {
  return { ...persagySimulator.settings(url), password: OPS_PASSWORD, timeouts: { connect: '1s', request: '1s' } };
}
