/** How a simulated Chongqing BIM platform is to behave. */
export interface ChongqingBimSimulatorOptions {
  /** Port to listen on; 0 takes a free one. Default: 0. */
  port?: number;
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** Folder for the uploaded bytes and for what survives a restart; made when missing. */
  dataDir: string;
  /** Default: `demo`. */
  username?: string;
  /** Default: `demo-password`. */
  password?: string;
  /** Default: `demo-bim-api-key`. */
  bimApiKey?: string;
  /** How long a token is good, in milliseconds. Default: an hour, as in the manual's example. */
  tokenLifetimeMs?: number;
  /** How long the conversion of a task takes, in milliseconds. Default: 3 s. */
  conversionMs?: number;
  /** The last chunk starts the merge. Default: false, the merge wants its own call. */
  autoMerge?: boolean;
  /** How long a merge takes, in milliseconds; above 0 the merging call answers before it is done. Default: 0. */
  mergeDelayMs?: number;
  /** A merged file stays at status 1 until `Synchronous` is called. Default: false. */
  needsSynchronous?: boolean;
  /**
   * `convert-model` and `projectFile/create` also take the extension of the file's own name for a type, where the record
   * has another one. Default: false.
   */
  takesTypeOfName?: boolean;
  /** Counts chunks but keeps no bytes, and checks no MD5: for uploads larger than the disk. Default: false. */
  discard?: boolean;
}

/** The same with every default filled in. */
export type Behaviour = Required<ChongqingBimSimulatorOptions>;

/** Fills in the defaults. */
export function withDefaults(options: ChongqingBimSimulatorOptions): Behaviour {
  return {
    port: 0,
    host: '127.0.0.1',
    username: 'demo',
    password: 'demo-password',
    bimApiKey: 'demo-bim-api-key',
    tokenLifetimeMs: 3_600_000,
    conversionMs: 3_000,
    autoMerge: false,
    mergeDelayMs: 0,
    needsSynchronous: false,
    takesTypeOfName: false,
    discard: false,
    ...options,
  };
}
