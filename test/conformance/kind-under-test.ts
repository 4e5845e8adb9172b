import type { IngestProgress } from '../../client/index.ts';
import type { DeliveryKind } from '../../contracts/kinds.ts';
import type { IngestRequest } from '../../contracts/request.ts';
import type { FaultKind } from '../../lib/simulation/faults.ts';
import type { Fault } from '../support/simulator-control.ts';
import type { PlatformControl } from './platform-control.ts';

/** A file as a platform has it. */
export interface FileOnPlatform {
  name: string;
  /** Lower-case hex, of the bytes that the platform has. */
  md5: string;
}

/**
 * What the conformance suite has to be told of a kind of platform. Its steps, stages, simulator and routes are taken from the
 * registries.
 */
export interface KindUnderTest {
  kind: DeliveryKind;
  /**
   * What a request has beside its platform and files; made anew for each ingestion, so that names and codes are its own. Results may
   * be saved to `results`, a folder of its own too.
   */
  request(results: string): Omit<IngestRequest, 'platform' | 'files'>;
  /** Settings beside those of the simulator's definition: small chunks, short poll intervals. `timeouts` are the suite's. */
  settings?: Record<string, unknown>;
  /** How the simulator behaves, such that every step occurs that the kind has: conversions that last so long, merges. */
  simulator?: Record<string, unknown>;
  /** The extension of the files' names. Default: `.ifc`. */
  extension?: string;
  /** What is delivered, one entry for each record of a file: what was delivered twice is in it twice. */
  delivered(control: PlatformControl): Promise<FileOnPlatform[]>;
  /** The ids of what an ingestion has on the platform and does not need: made twice, or in no use. Default: nothing. */
  doubled?(control: PlatformControl): Promise<string[]>;
  /**
   * After a cancelled ingestion: what it left on the platform, each thing by the ids or names of which its leftovers have to
   * tell one. Default: nothing.
   */
  remains?(control: PlatformControl): Promise<string[][]>;
  /** Removes a delivered file behind everybody's back. Of a kind with a verifier. */
  remove?(control: PlatformControl, file: FileOnPlatform): Promise<void>;
  /** Gives a delivered file another content, or lets the platform say so. Of a kind with a verifier. */
  change?(control: PlatformControl, file: FileOnPlatform): Promise<void>;
  /** Why not two thousand files are delivered. Default: they are. */
  few?: string;
  /** Why the kind has no verifier. */
  unverified?: string;
  /** Texts that must not appear outside of the configuration: passwords, keys, parts of headers. */
  secrets: readonly string[];
  /** How a run is held in a step. Default: its last request of those that it asks is held back. */
  holds?: Readonly<Record<string, Fault>>;
  /** Steps whose call no pause cuts, since it makes something, each with the reason. Default: none. */
  uncut?: Readonly<Record<string, string>>;
  /**
   * The step whose call is the last of all, which neither a pause nor, for a while, a cancellation cuts, with the reason. Default:
   * none.
   */
  last?: Readonly<Record<string, string>>;
  /**
   * Steps that make what no call finds again, each with the reason. Where an answer of theirs is lost the run ends and says so; a
   * retry delivers after somebody has looked. Default: none.
   */
  blind?: Readonly<Record<string, string>>;
  /**
   * What a person does whom an ingestion tells that something may exist: looks on the platform, and takes away what it does not
   * know. Of a kind with `blind`.
   */
  look?(control: PlatformControl, told: IngestProgress): Promise<void>;
  /** Faults beside `refusal` that end a run, each with the reason. Default: none, every run completes. */
  final?: Partial<Record<FaultKind, string>>;
  /** Steps that no run of the suite comes to, each with the reason. Default: none, every step has to occur. */
  unreached?: Readonly<Record<string, string>>;
  /**
   * Places in a step where a run may not be when its worker is killed, since timing decides whether it asks there: `STEP before
   * ENDPOINT`, `STEP after ENDPOINT`, each with the reason. Default: none.
   */
  missed?: Readonly<Record<string, string>>;
}
