import { Pool } from 'undici';
import { type ConnectionGuard, createConnector } from './connect.ts';
import type { Proxy, ProxyChoice } from './proxy.ts';

/** How connections are kept. */
export interface PoolOptions {
  /** Connections to one origin. */
  connections: number;
  connectTimeoutMs: number;
  /** Longest silence within a request; see {@link createConnector}. */
  requestTimeoutMs: number;
  /** Proxies on the way. Default: none. */
  proxyFor?: ProxyChoice;
  /** Judges the addresses that are connected to. Default: any may be. */
  guard?: ConnectionGuard;
}

/** How a request reaches its address. */
export interface Route {
  pool: Pool;
  /** Stands before the path and query of the request: the origin where a proxy is asked for it, else nothing. */
  prefix: string;
  /** What the proxy wants to see. */
  headers: Record<string, string>;
  proxy: Proxy | undefined;
}

/** Connection pools, one for each origin, made when first asked for. */
export interface PoolSet {
  routeTo(url: URL): Route;
  /** Ends all connections, with the requests on them. */
  close(): Promise<void>;
}

/** Makes a {@link PoolSet}; a process needs one for each platform. */
export function createPoolSet(options: PoolOptions): PoolSet {
  const routes = new Map<string, Route>();
  return {
    routeTo(url) {
      const known = routes.get(url.origin);
      if (known !== undefined) return known;
      const route = createRoute(url, options);
      routes.set(url.origin, route);
      return route;
    },
    async close() {
      await Promise.all([...routes.values()].map(({ pool }) => pool.destroy()));
    },
  };
}

/** As other programs do: a proxy opens a tunnel to an `https` address, and is asked for what an `http` address has. */
function createRoute(url: URL, options: PoolOptions): Route {
  const proxy = options.proxyFor?.(url);
  if (proxy === undefined || url.protocol === 'https:') {
    return { pool: createPool(url.origin, options, proxy), prefix: '', headers: {}, proxy };
  }
  const { authorization } = proxy;
  return {
    pool: createPool(proxy.origin, withoutGuard(options), undefined),
    prefix: url.origin,
    headers: { host: url.host, ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }) },
    proxy,
  };
}

function createPool(origin: string, options: PoolOptions, tunnel: Proxy | undefined): Pool {
  const { guard, ...rest } = options;
  const connect = createConnector({ ...rest, tunnel, guard: tunnel === undefined ? guard : undefined });
  // The connector counts silence; undici's own clocks would count the sending of a large body as well.
  return new Pool(origin, { connections: options.connections, connect, headersTimeout: 0, bodyTimeout: 0 });
}

/** A proxy may be where it likes: the configuration has named it. */
function withoutGuard({ guard: _guard, ...options }: PoolOptions): PoolOptions {
  return options;
}
