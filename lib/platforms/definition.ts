import type { z } from 'zod';
import type { ErrorInfo } from '../../contracts/errors.ts';
import type { Sentence } from '../../contracts/sentences.ts';
import type { OperationTable } from '../operations/definition.ts';
import type { RequestDefinition } from '../requests/definition.ts';
import type { PlatformFiles } from '../sources/platform-files.ts';
import type { Told, Words } from '../words/words.ts';
import type { CommonSettings } from './settings.ts';

/** Something that was tried on a platform without changing anything there. */
export interface ProbeStep {
  step: string;
  durationMs: number;
  /** Absent when it worked. */
  error?: ErrorInfo;
  /** By which the error is said in other languages. */
  told?: Sentence[];
}

/** What a probe found: the steps up to the first that failed. */
export interface ProbeReport {
  steps: ProbeStep[];
  /** What it cannot try. */
  untried: string | Told;
}

/** A part of a file that a worker holds in memory at once. */
export interface HeldPart {
  /** `a chunk`. */
  what: string;
  /** The key of the settings that says how large it is. */
  key: readonly string[];
  bytes: number;
}

/** A kind of platform, for those who configure one, write requests to it, or ask whether it is there. */
export interface PlatformDefinition<Settings extends CommonSettings = CommonSettings> {
  /** Of an entry of `platforms`. */
  settings: z.ZodType<Settings>;
  /** Keys that `init` asks for beside those that are needed: of a way to log in that is one of several, or that most platforms want. */
  alsoAsked?: readonly string[];
  /** Needed keys that `probe` does without: `init` tries the platform before it asks for them. */
  unprobed?: readonly string[];
  /** What a request to ingest files looks like; absent for a kind that takes no files. */
  request?: RequestDefinition;
  /** The operations of its API, for those who call them by name; absent where they are not described. */
  operations?(): Promise<OperationTable>;
  /** The largest part of a file that is held in memory at once, where the settings say how large; see `worker.memory`. */
  heldPart?(settings: Settings): HeldPart;
  /** Files on it may be sources: `iuap://PLATFORM/…`. No call is made; absent of a kind that gives no files. */
  files?(settings: Settings): Promise<PlatformFiles>;
  /** Of a mirror: its projects are read (`from`), or made (`to`); absent of a kind that has neither. */
  mirrors?: 'from' | 'to';
  /** What people call its ids, the labels of its requests and what it cannot be asked about, in each language; by these texts. */
  names?: Readonly<Record<string, Words>>;
  /** It can call when something has ended: workers give it addresses of the gateway, where the configuration has one. */
  callsBack?: true;
  /** The addresses that are called, to see whether they can be reached. */
  addresses(settings: Settings): string[];
  /** Tries a platform: is it there, are the credentials good. */
  probe(settings: Settings, signal: AbortSignal): Promise<ProbeReport>;
}
