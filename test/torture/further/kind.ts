import type { ErrorInfo, IngestProgress } from '../../../client/index.ts';
import type { FaultKind } from '../../../lib/simulation/faults.ts';
import type { KindUnderTest } from '../../conformance/kind-under-test.ts';
import type { PlatformControl } from '../../conformance/platform-control.ts';
import type { Random } from '../random.ts';

/** A call of a platform, as plans know it. */
export interface FurtherCall {
  /** Requests that one file brings about, roughly. */
  perFile: number;
  /** How much more often than others it is disturbed. Default: 1. */
  weight?: number;
  /** True of the call that tokens come from. */
  isToken?: true;
}

/** What the simulator is told by its control interface: `POST /_sim/PATH`. Taken back by `DELETE`. */
export interface FurtherSwitch {
  path: string;
  body: Record<string, unknown>;
}

/** Under which a file failed. */
export interface Circumstances {
  /** Nothing disturbed its last run any more. */
  isRetried: boolean;
  /** What has befallen calls of the round. */
  fallen: ReadonlySet<FaultKind>;
  /** What was reported of the runs of its ingestion before the last one. */
  earlier: readonly IngestProgress[];
}

/** A kind of platform whose files are delivered alone, as the campaign has to know it beside what its conformance says. */
export interface FurtherKind {
  under: KindUnderTest;
  /**
   * The setting and the simulator's option that hold its secret, with that secret in place of the simulator's own. `within`: the object
   * that has the setting. Default: the settings themselves.
   */
  secret: { setting: string; within?: string; option: string; value: string };
  /** In the order in which an ingestion comes to them, by the names of the simulator. */
  calls: Readonly<Record<string, FurtherCall>>;
  /** Extensions of files that all its requests fit. */
  extensions: readonly [string, ...string[]];
  /** What the platform can be told to spoil by itself; absent of one that can spoil nothing. */
  switches?: {
    /** Draws something that is to be spoilt, for one of the files. */
    draw(random: Random, names: readonly [string, ...string[]]): FurtherSwitch;
    /** What may fail by switches, by the name of the file. */
    isSpoilt(one: FurtherSwitch, name: string): boolean;
  };
  /** True of an error that this kind alone may end by. */
  explains?(error: ErrorInfo, circumstances: Circumstances): boolean;
  /** What is wrong between what is reported of the last runs, and of those before, and what the platform has. */
  judge(
    control: PlatformControl,
    told: readonly IngestProgress[],
    earlier: readonly IngestProgress[],
  ): Promise<string[]>;
}
