import { isExcepted, isLoopbackHost } from '../http/no-proxy.ts';
import { readProxyUrl } from '../http/proxy.ts';

/** Variables that the gRPC library of the client looks at, the first that is set counts. It knows them in lower case only. */
const VARIABLES = ['grpc_proxy', 'https_proxy', 'http_proxy'] as const;

/** How the client's gRPC connection to Temporal leaves this machine. */
export interface GrpcProxy {
  /** What to tell the gRPC library. */
  channelArgs: { 'grpc.enable_http_proxy'?: 0 };
  /** The proxy and the variable that names it, for messages; absent when there is none. */
  proxy?: string;
}

/**
 * Looks whether a connection to Temporal goes through a proxy of the environment: never to loopback, nor where `NO_PROXY`
 * in either case excepts the address. The gRPC library alone takes the proxy to loopback too, and reads `no_proxy` in lower case only.
 */
export function grpcProxyFor(address: string, env: NodeJS.ProcessEnv): GrpcProxy {
  const { host, port } = splitAddress(address);
  if (isLoopbackHost(host) || isExcepted(host, port, env)) return { channelArgs: { 'grpc.enable_http_proxy': 0 } };
  const name = VARIABLES.find((one) => (env[one] ?? '') !== '');
  if (name === undefined) return { channelArgs: {} };
  const origin = readProxyUrl(env[name] ?? '')?.origin;
  return { channelArgs: {}, proxy: origin === undefined ? name : `${origin} (${name})` };
}

function splitAddress(address: string): { host: string; port: number } {
  const [, host = address, port = ''] = /^(\[.+\]|[^:]+):(\d+)$/.exec(address) ?? [];
  return { host, port: Number(port) };
}
