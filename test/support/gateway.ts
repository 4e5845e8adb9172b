import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type RunningCommand, startCommand } from './program.ts';
import type { TestSystem } from './system.ts';

/** A gateway in a process of its own. */
export interface TestGateway extends RunningCommand {
  url: string;
  /** A call with the first token. */
  call<Body = unknown>(path: string, init?: CallInit): Promise<Answer<Body>>;
}

/** What a call sends beside its path. */
export interface CallInit {
  method?: string;
  /** Sent as JSON unless it is a text. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** What came back. */
export interface Answer<Body> {
  status: number;
  headers: Headers;
  /** JSON where there is any, else the text. */
  body: Body;
}

/** Tokens that every test gateway takes. */
export const TOKENS = ['first-test-token', 'second-test-token'] as const;

/**
 * Starts a gateway with a system's configuration and `settings` of its own, on a free port unless they name one. `more`
 * replaces whole sections.
 */
export async function startGateway(
  system: TestSystem,
  settings: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Promise<TestGateway> {
  const configuration: Record<string, unknown> = parse(await readFile(system.configPath, 'utf8'));
  const configPath = join(system.folder, `gateway-${randomUUID()}.yaml`);
  await writeFile(
    configPath,
    stringify({ ...configuration, gateway: { port: 0, tokens: TOKENS, ...settings }, ...more }),
  );
  const running = await startCommand(['gateway', '--config', configPath]);
  const { url } = running.ready as { url: string }; // as: what the command tells when it is ready
  return { ...running, url, call: (path, init) => callGateway(url, path, init) };
}

/** Calls a gateway with the first token, unless the headers say otherwise. */
export async function callGateway<Body>(url: string, path: string, init: CallInit = {}): Promise<Answer<Body>> {
  const { method = init.body === undefined ? 'GET' : 'POST', body, headers } = init;
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${TOKENS[0]}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const { status, headers: answered } = response;
  return { status, headers: answered, body: (isJson ? JSON.parse(text) : text) as Body }; // as: the caller says what it expects
}
