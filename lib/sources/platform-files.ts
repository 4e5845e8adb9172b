import type { RemoteObject } from './remote-object.ts';

/** A file on a platform, as a listing tells it. */
export interface PlatformFile {
  /** Where it is, its name last. */
  place: string[];
  name: string;
  /** Bytes, where the platform says them exactly. */
  size?: number;
  /** Text by which another content is known. */
  version: string;
}

/** A file that was listed, and the source by which it is read. */
export interface ListedFile extends PlatformFile {
  source: string;
}

/** Files that lie on a platform, which sources may name: the port of kinds of platform that give files. */
export interface PlatformFiles {
  /** All files of a place; `shown`: as messages name it. Errors: those of a source. */
  list(shown: string, place: readonly string[], signal: AbortSignal): Promise<PlatformFile[]>;
  /** One of them, by its place. */
  object(shown: string, place: readonly string[]): RemoteObject;
  /** Ends the connections. */
  close(): Promise<void>;
}
