import { sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { isExcepted, isLoopbackHost } from './no-proxy.ts';

/** How calls leave this machine: as the environment says, directly, or through the proxy of this URL. */
export type ProxySetting = 'env' | 'none' | Secret;

/** A proxy that requests go through. */
export interface Proxy {
  /** `http://HOST:PORT` or `https://HOST:PORT`: what a message may say of it. */
  origin: string;
  /** Value of `Proxy-Authorization`, where its URL has a user. */
  authorization?: string;
  /** What names it: a variable of the environment, or the setting `proxy`. */
  source: string;
}

/** Gives the proxy for an address; undefined when it is reached directly. */
export type ProxyChoice = (target: URL) => Proxy | undefined;

/** Variables by the protocol of the address, the first that is set counts. */
const VARIABLES: Record<string, readonly string[]> = {
  'http:': ['http_proxy', 'HTTP_PROXY'],
  'https:': ['https_proxy', 'HTTPS_PROXY'],
};

/**
 * Reads how calls leave this machine. What is on loopback is reached directly whatever is set. The choice throws
 * `InvalidRequest` when the variable that counts for an address names no proxy: others may be of no use here, and do no harm.
 */
export function createProxyChoice(setting: ProxySetting, env: NodeJS.ProcessEnv): ProxyChoice {
  if (setting === 'none') return () => undefined;
  if (setting !== 'env') {
    const proxy = parseProxy(setting.reveal(), 'proxy');
    return (target) => (isLoopbackHost(target.hostname) ? undefined : proxy);
  }
  return (target) => {
    if (isLoopbackHost(target.hostname) || isExcepted(target.hostname, portOf(target), env)) return undefined;
    return proxyOf(VARIABLES[target.protocol] ?? [], env);
  };
}

function proxyOf(names: readonly string[], env: NodeJS.ProcessEnv): Proxy | undefined {
  const name = names.find((one) => (env[one] ?? '').trim() !== '');
  return name === undefined ? undefined : parseProxy(env[name] ?? '', name);
}

function parseProxy(value: string, source: string): Proxy {
  const address = readProxyUrl(value);
  if (address === undefined) {
    const words = sentenceOf('{call}: {words}', { call: source, words: { text: PROXY_EXPECTED, filling: {} } });
    throw new ModelrailError('InvalidRequest', words);
  }
  return { ...address, source };
}

/** What a value that is none should be. The value may hold a password, so it is never quoted. */
export const PROXY_EXPECTED = 'expected the URL of an HTTP proxy, such as http://proxy.example.com:3128';

/** Reads the URL of a proxy; without a scheme it is `http://`. Undefined when it is none. */
export function readProxyUrl(value: string): Omit<Proxy, 'source'> | undefined {
  const text = value.trim();
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  const { origin, username, password } = url;
  if (username === '') return { origin };
  const credentials = Buffer.from(`${decode(username)}:${decode(password)}`);
  return { origin, authorization: `Basic ${credentials.toString('base64')}` };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that stands for itself.
    return text;
  }
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
