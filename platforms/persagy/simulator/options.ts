/** How a simulated operations platform is to behave. */
export interface PersagySimulatorOptions {
  /** Port to listen on; 0 takes a free one. Default: 0. */
  port?: number;
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** Folder for what survives a restart; made when missing. */
  dataDir: string;
  /** The administrator of all groups that it has from the start. Default: `demo-admin`. */
  username?: string;
  /** Default: `demo-password`. */
  password?: string;
  /** The third party that it knows. Default: `DEMO-CLIENT`. */
  clientId?: string;
  /** Minutes for which a third party's token is good. Default: 60. */
  expireMinutes?: number;
  /** How often each upgrade call fails before it succeeds, after each start. Default: 0. */
  upgradeFailures?: number;
}

/** The same with every default filled in. */
export type Behaviour = Required<PersagySimulatorOptions>;

/** Fills in the defaults. */
export function withDefaults(options: PersagySimulatorOptions): Behaviour {
  return {
    port: 0,
    host: '127.0.0.1',
    username: 'demo-admin',
    password: 'demo-password',
    clientId: 'DEMO-CLIENT',
    expireMinutes: 60,
    upgradeFailures: 0,
    ...options,
  };
}
