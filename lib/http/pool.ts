import { Pool } from 'undici';
import { createConnector } from './connect.ts';

/** How connections are kept. */
export interface PoolOptions {
  /** Connections to one origin. */
  connections: number;
  connectTimeoutMs: number;
  /** Longest silence within a request; see {@link createConnector}. */
  requestTimeoutMs: number;
}

/** Connection pools, one for each origin, made when first asked for. */
export interface PoolSet {
  poolFor(origin: string): Pool;
  /** Ends all connections, with the requests on them. */
  close(): Promise<void>;
}

/** Makes a {@link PoolSet}; a process needs one for each platform. */
export function createPoolSet(options: PoolOptions): PoolSet {
  const pools = new Map<string, Pool>();
  const connect = createConnector(options);
  return {
    poolFor(origin) {
      let pool = pools.get(origin);
      if (pool === undefined) {
        // The connector counts silence; undici's own clocks would count the sending of a large body as well.
        pool = new Pool(origin, { connections: options.connections, connect, headersTimeout: 0, bodyTimeout: 0 });
        pools.set(origin, pool);
      }
      return pool;
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}
