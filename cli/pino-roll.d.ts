/** The package has no types of its own. */
declare module 'pino-roll' {
  /** Opens a file that is followed by further ones: `FILE.1.log`, `FILE.2.log`, … */
  export default function build(options: {
    file: string;
    extension: string;
    /** With a unit: `10m`. */
    size: string;
    /** Files that are kept, the present one among them. */
    limit: { count: number; removeOtherLogFiles: boolean };
    /** Of the files. */
    mode: number;
    /** Lines are written before `write` returns. */
    sync: boolean;
  }): Promise<{ write(line: string): boolean; on(event: 'error', listener: (error: Error) => void): unknown }>;
}
