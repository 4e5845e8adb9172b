import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { startHosted } from './hosted.ts';
import { type LaunchOptions, type RunningCommand, type StartedCommand, startCommand } from './program.ts';
import type { TestSystem } from './system.ts';

/** A gateway, and how it is called. */
interface GatewayCalls {
  url: string;
  /** A call with the first token. */
  call<Body = unknown>(path: string, init?: CallInit): Promise<Answer<Body>>;
}

/** A gateway in a process that it shares with other commands. */
export interface TestGateway extends GatewayCalls, StartedCommand, AsyncDisposable {}

/** A gateway in a process of its own. */
export interface TestGatewayProcess extends GatewayCalls, RunningCommand {}

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
export async function startGateway(...args: GatewayArguments): Promise<TestGateway> {
  const running = await startHosted(await gatewayCommand(...args));
  return { ...running, ...callsOf(running), [Symbol.asyncDispose]: async () => void (await running.stop()) };
}

/** The same in a process of its own, which can be killed. */
export async function startGatewayProcess(...args: GatewayArguments): Promise<TestGatewayProcess> {
  const running = await startCommand(await gatewayCommand(...args), args[3]);
  return { ...running, ...callsOf(running) };
}

type GatewayArguments = [
  system: TestSystem,
  settings?: Record<string, unknown>,
  more?: Record<string, unknown>,
  launch?: LaunchOptions,
];

async function gatewayCommand(...[system, settings, more]: GatewayArguments): Promise<string[]> {
  const configuration: Record<string, unknown> = parse(await readFile(system.configPath, 'utf8'));
  const configPath = join(system.folder, `gateway-${randomUUID()}.yaml`);
  await writeFile(
    configPath,
    stringify({ ...configuration, gateway: { port: 0, tokens: TOKENS, ...settings }, ...more }),
  );
  return ['gateway', '--config', configPath];
}

function callsOf({ ready }: StartedCommand): GatewayCalls {
  const { url } = ready as { url: string }; // as: what the command tells when it is ready
  return { url, call: (path, init) => callGateway(url, path, init) };
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
