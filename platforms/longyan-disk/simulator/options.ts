/** How a simulated online disk is to behave. */
export interface LongyanDiskSimulatorOptions {
  /** Port to listen on; 0 takes a free one. Default: 0. */
  port?: number;
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** Folder for the uploaded bytes and for what survives a restart; made when missing. */
  dataDir: string;
  /** Default: `demo-api-key`. */
  apiKey?: string;
  /** Default: `demo-secret-key`. */
  secretKey?: string;
  /** Default: `demo-app`. */
  appId?: string;
  /** Default: `demo-app-key`. */
  appKey?: string;
  /** The one user that it knows. Default: `demo-user`. */
  userId?: string;
  /** That user's organisation. Default: `demo-org`. */
  orgId?: string;
  /** What of the HMAC it expects in base64. Default: `raw`. */
  signatureEncoding?: 'raw' | 'hex-upper';
  /** Milliseconds by which its clock is ahead of this machine's. Default: 0. */
  clockOffsetMs?: number;
  /** Milliseconds between the end of a part, or of a whole file, and the answer, when it is there. Default: 0. */
  partMs?: number;
  /** Keeps what came of a part whose request was cut; else nothing of it counts. Default: false. */
  keepsCutParts?: boolean;
}

/** The same with every default filled in. */
export type Behaviour = Required<LongyanDiskSimulatorOptions>;

/** Fills in the defaults. */
export function withDefaults(options: LongyanDiskSimulatorOptions): Behaviour {
  return {
    port: 0,
    host: '127.0.0.1',
    apiKey: 'demo-api-key',
    secretKey: 'demo-secret-key',
    appId: 'demo-app',
    appKey: 'demo-app-key',
    userId: 'demo-user',
    orgId: 'demo-org',
    signatureEncoding: 'raw',
    clockOffsetMs: 0,
    partMs: 0,
    keepsCutParts: false,
    ...options,
  };
}
