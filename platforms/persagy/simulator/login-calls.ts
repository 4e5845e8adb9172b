import { randomBytes } from 'node:crypto';
import type { Answer, Handlers } from './calls.ts';
import { textOf } from './check-input.ts';
import type { Behaviour } from './options.ts';
import { Refusal } from './refusal.ts';
import type { Row, State } from './state.ts';

/** Logging in and out, third parties, upgrades. */
export function loginCalls(state: State, behaviour: Behaviour): Handlers {
  const { tables, tokens, codes } = state;
  const failures = new Map<string, number>();

  function tokenFor(account: Row, endsAt: number | null): string {
    const token = `${randomBytes(32).toString('hex')}.${randomBytes(16).toString('hex').toUpperCase()}`;
    tokens.set(token, { accountId: account.id, endsAt });
    return token;
  }

  function loggedIn(account: Row | undefined, words: string): Answer {
    if (account === undefined) throw new Refusal(words, 'A0210');
    if (account['valid'] !== 1) throw new Refusal('账号已被禁用', 'A0202');
    if (isOver(account)) throw new Refusal('账号已过期', 'A0203');
    const { password: _, ...shown } = account;
    return {
      content: { ...shown, lastLoginTime: Date.now(), lastLoginIp: '127.0.0.1' },
      token: tokenFor(account, null),
    };
  }

  function upgrade(name: string): Answer {
    const failed = failures.get(name) ?? 0;
    if (failed >= behaviour.upgradeFailures) return {};
    failures.set(name, failed + 1);
    throw new Refusal('升级未完成，请再次执行', 'B0100');
  }

  return {
    'saas/login': (input) =>
      loggedIn(
        tables.accounts.find((row) => row['username'] === input['username'] && row['password'] === input['password']),
        '用户名或密码错误',
      ),
    'saas/remember': (input) =>
      loggedIn(
        tables.accounts.find((row) => row.id === input['accountId'] && row['username'] === input['username']),
        '账号不存在',
      ),
    'account/logout'(input) {
      const own = [...tokens.entries()].filter(([, { accountId }]) => accountId === input['accountId']);
      tokens.delete(...own.map(([token]) => token));
      return { respMsg: '退出成功' };
    },
    'upgrade/updateAccountAreaAuth': () => upgrade('updateAccountAreaAuth'),
    'upgrade/clearRedisCache'() {
      const answer = upgrade('clearRedisCache');
      tokens.delete(...[...tokens.entries()].map(([token]) => token));
      return answer;
    },
    'authCenter/code'(input) {
      if (input['clientId'] !== behaviour.clientId) throw new Refusal('授权机构不存在');
      const code = randomBytes(8).toString('hex');
      codes.set(code, { clientId: textOf(input, 'clientId') });
      return { content: { code } };
    },
    'authCenter/codeToken'(input) {
      const code = textOf(input, 'code');
      const known = codes.get(code);
      codes.delete(code);
      if (known === undefined || known.clientId !== input['clientId']) throw new Refusal('授权码无效');
      const { expireMinutes } = behaviour;
      const token = tokenFor(state.administrator(), Date.now() + expireMinutes * 60_000);
      return { content: { token, expire: String(expireMinutes) } };
    },
  };
}

function isOver(account: Row): boolean {
  if (account['validLast'] !== '0') return false;
  const now = Date.now();
  return now < Number(account['validStartTime']) || now > Number(account['validEndTime']);
}
