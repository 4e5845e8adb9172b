/** How a simulated attachment service is to behave. */
export interface IuapFilesSimulatorOptions {
  /** Port to listen on; 0 takes a free one. Default: 0. */
  port?: number;
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** Folder for the attached bytes and for what survives a restart; made when missing. */
  dataDir: string;
  /** What the header `x-files-token` has to be. Default: `demo-files-token`. */
  token?: string;
  /** Name of the part of a form that has the file. Default: `file`. */
  fileField?: string;
  /** The one bucket of the store. Default: `demo-bucket`. */
  bucket?: string;
  /** Milliseconds between the end of a file and the answer, when it is there. Default: 0. */
  storingMs?: number;
  /** `osssign` takes no file, and answers a form by which the store takes it. Default: false. */
  ossSigns?: boolean;
}

/** The same with every default filled in. */
export type Behaviour = Required<IuapFilesSimulatorOptions>;

/** Fills in the defaults. */
export function withDefaults(options: IuapFilesSimulatorOptions): Behaviour {
  return {
    port: 0,
    host: '127.0.0.1',
    token: 'demo-files-token',
    fileField: 'file',
    bucket: 'demo-bucket',
    storingMs: 0,
    ossSigns: false,
    ...options,
  };
}
