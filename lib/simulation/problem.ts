import { STATUS_CODES } from 'node:http';

/** Body of a failure that a web server gives beneath the platform's own envelopes (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
}

/** Makes such a body for an HTTP status. */
export function createProblem(status: number, detail?: string): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, ...(detail === undefined ? {} : { detail }) };
}

/** The page that a gateway shows instead of an answer where a login has ended. */
export const LOGIN_PAGE =
  '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>登录</title></head><body><form action="/Account/Login" method="post"><input name="userName"><input name="password" type="password"></form></body></html>\n';

/** The page that a proxy shows in the platform's place. */
export function createHtmlPage(status: number): string {
  const title = status < 400 ? '系统维护中' : `${status} ${STATUS_CODES[status] ?? 'Error'}`;
  return `<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>${title}</title></head><body><center><h1>${title}</h1></center><hr><center>nginx</center></body></html>\n`;
}
