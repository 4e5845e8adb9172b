import { flag, secret, text } from '../field.ts';
import { targetAccount, username } from '../fields.ts';
import { operation } from '../operation.ts';

/** 登录: logging in and out. The token of a login is in the response header `token`; the client does not show it. */
export const login = {
  'saas/login': operation({
    title: '账号登录',
    text: 'Log in with a name and a password',
    effect: 'repeatable',
    session: ['appId'],
    required: { username, password: secret('The password of the account') },
    optional: {
      remember: flag('Remember the login; default false'),
      auths: flag('Also answer the menus that the account may use; default false'),
    },
    isLogin: true,
    answer: { kind: 'one', record: 'account' },
  }),
  'saas/remember': operation({
    title: '记住登录',
    text: 'Log in with a name and an id, without a password',
    effect: 'repeatable',
    session: ['appId'],
    required: { username, accountId: targetAccount },
    optional: {},
    isLogin: true,
    answer: { kind: 'one', record: 'account' },
  }),
  'account/logout': operation({
    title: '退出登录',
    text: 'Log an account out: every session of it ends, those of other workers and of people too',
    effect: 'repeatable',
    session: ['accountId'],
    required: {},
    optional: {},
    answer: { kind: 'nothing' },
  }),
};

const clientId = text('Id that the platform gave to the third party');

/** 三方账号对接管理: login of a third party. */
export const thirdParty = {
  'authCenter/code': operation({
    title: '申请授权码',
    text: 'Ask for a code that is good for one token',
    effect: 'repeatable',
    session: [],
    required: { clientId },
    optional: {},
    isLogin: true,
    answer: { kind: 'one', record: 'code' },
  }),
  'authCenter/codeToken': operation({
    title: '根据授权码获取token',
    text: 'Get a token for a code; the token is not shown',
    effect: 'once',
    session: [],
    required: { code: text('A code of authCenter/code; it works once'), clientId },
    optional: {},
    isLogin: true,
    answer: { kind: 'one', record: 'token' },
  }),
};
