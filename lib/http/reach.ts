import { statusFailure } from './failures.ts';
import { createHttp } from './http.ts';
import { createProxyChoice } from './proxy.ts';

/** By these a gateway, or a proxy on the way, says that there is nothing behind it. */
const NOTHING_BEHIND = new Set([502, 503, 504]);

/**
 * Asks an address whether a server answers there, through the proxies of the environment; any answer will do, a refusal too. Errors:
 * those of a request, and the signal's reason.
 */
export async function reach(address: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const http = createHttp({
    connections: 1,
    connectTimeoutMs: TIMEOUT_MS,
    requestTimeoutMs: TIMEOUT_MS,
    proxyFor: createProxyChoice('env', env),
  });
  try {
    const answer = await http.send({ method: 'GET', url: new URL(address), signal });
    if (NOTHING_BEHIND.has(answer.status)) throw statusFailure(answer, answer.context, 'the address');
  } finally {
    await http.close();
  }
}

const TIMEOUT_MS = 10_000;
