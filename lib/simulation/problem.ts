import { STATUS_CODES } from 'node:http';
import { z } from 'zod';

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

/** The same for an error: with the status that Fastify gave it, such as for a body that is not JSON, else 500. */
export function problemOf(error: unknown): Problem {
  return createProblem(statusOf(error), error instanceof Error ? error.message : String(error));
}

/** The status that Fastify gave an error of its own, such as a body that is not JSON; 500 for any other error. */
export function statusOf(error: unknown): number {
  const shape = z.object({ statusCode: z.number().int().min(400).max(599) }).safeParse(error);
  return shape.success ? shape.data.statusCode : 500;
}

/** The page that a gateway shows instead of an answer where a login has ended. */
export const LOGIN_PAGE =
  '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>登录</title></head><body><form action="/Account/Login" method="post"><input name="userName"><input name="password" type="password"></form></body></html>\n';

/** The page that a proxy shows in the platform's place. */
export function createHtmlPage(status: number): string {
  const title = status < 400 ? '系统维护中' : `${status} ${STATUS_CODES[status] ?? 'Error'}`;
  return `<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>${title}</title></head><body><center><h1>${title}</h1></center><hr><center>nginx</center></body></html>\n`;
}
