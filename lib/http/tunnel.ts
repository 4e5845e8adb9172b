import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { buildConnector } from 'undici';
import type { Proxy } from './proxy.ts';

/** The proxy makes no connection to the address, and says so. */
export class ProxyRefusedError extends Error {
  override readonly name = 'ProxyRefusedError';
  readonly status: number;

  constructor(status: number, reason: string) {
    super(`it answered ${status}${reason === '' ? '' : ` ${reason}`} to CONNECT`);
    this.status = status;
  }
}

/** Makes connections to `https` addresses through a proxy: a `CONNECT` first, then `connect` over the socket that it gives. */
export function throughTunnel(
  proxy: Proxy,
  connect: buildConnector.connector,
  timeoutMs: number,
): buildConnector.connector {
  return (target, callback) => {
    const host = isIP(target.hostname) === 6 ? `[${target.hostname}]` : target.hostname;
    const authority = `${host}:${target.port || 443}`;
    openTunnel(proxy, authority, timeoutMs).then(
      (httpSocket) => connect({ ...target, httpSocket }, callback),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    );
  };
}

function openTunnel(proxy: Proxy, authority: string, timeoutMs: number): Promise<Socket> {
  const send = proxy.origin.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const opening = send(proxy.origin, {
      method: 'CONNECT',
      path: authority,
      agent: false,
      headers: {
        host: authority,
        ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
      },
    });
    const limit = setTimeout(() => opening.destroy(noConnection(timeoutMs)), timeoutMs);
    opening.once('connect', (answer, socket, head) => {
      clearTimeout(limit);
      const { statusCode = 0, statusMessage = '' } = answer;
      if (statusCode >= 200 && statusCode <= 299) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new ProxyRefusedError(statusCode, statusMessage.trim()));
    });
    // A proxy that does not know CONNECT answers it like any other request.
    opening.once('response', (answer) => {
      clearTimeout(limit);
      answer.destroy();
      reject(new ProxyRefusedError(answer.statusCode ?? 0, answer.statusMessage ?? ''));
    });
    opening.once('error', (error) => {
      clearTimeout(limit);
      reject(error);
    });
    opening.end();
  });
}

function noConnection(timeoutMs: number): Error {
  return Object.assign(new Error(`no connection within ${timeoutMs / 1000} s`), { code: 'ETIMEDOUT' });
}
