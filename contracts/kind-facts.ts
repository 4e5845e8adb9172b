import type { ErrorType } from './errors.ts';
import type { FileStatus, RemoteIds, Stage } from './progress.ts';
import type { StepInfo } from './step-info.ts';

/** The types that a kind of platform brings along. */
export interface KindTypes {
  /** What a request names beside platform, files and options. */
  request: object;
  /** What the worker's configuration fixes for a run, beside the kind. */
  plan: object;
  /** What a run knows that only this kind has. */
  state: object;
  /** What of it a later run of the same id needs. */
  resume: object;
  /** What all slices of an ingestion share on the platform; `undefined` of a kind whose files share nothing. */
  shared: object | undefined;
  /** What its platform answers about a delivered file beside the record; absent where it answers nothing else. */
  remote?: RemoteIds;
  /** Its steps. */
  activities: object;
}

/** What a request to a kind of platform is about, for people who look at its run. */
export interface RequestDescription {
  /** Where the files go beside the platform, in a few words. */
  target?: string;
  /** What runs are found by in the search attribute `ModelrailProject`. */
  project?: string;
  /** That project is to be made. */
  isNewProject?: true;
  /** What is asked for beside the files, in lines. `note` stands behind the value. */
  lines: { label: string; value: string; note?: string }[];
}

/** Keys that are given in the place of one, by that one: what it asked for was made. */
export type Substitutes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the values of fields mean, by field and value, in plain English. */
export type Choices = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What everything outside a kind's own files has to know of it. */
export interface KindFacts<Types extends KindTypes> {
  /** The status of a file that is delivered. */
  delivered: FileStatus;
  /**
   * How a file goes: in chunks, of which the platform may have some, or whole. Without an answer it is not
   * known whether a file that is sent whole is there.
   */
  sends: 'chunks' | 'whole';
  /** Files of equal content are delivered once, for all that have it, and share a record; else each is sent by itself. */
  sharesContents: boolean;
  /** It has a call that removes a delivered file by its id: syncs may delete. Its activities have a `remover` then. */
  removes?: true;
  /** It has a call that gives a delivered file another content by its id: files of its requests take `replaces`. */
  replacesById?: true;
  /** How much of the way each stage is, of 100 together, in their order; a stage without weight does not occur. */
  weights: Partial<Record<Stage, number>>;
  steps: Readonly<Record<keyof Types['activities'], StepInfo>>;
  /** What to do about an error, where more can be said than of any platform: by the names of its settings and flags. */
  advice?: Partial<Record<ErrorType, string>>;
  /** What the values mean of which a field of its requests has one. Their Chinese is in `page/words/zh-choices.ts`. */
  choices?: Choices;
  /** The flag of `ingest` by which a project that is there is named. */
  projectFlag?: string;
  /** True for the kind's keys of a request; any may be missing: the request's schema says what is required. */
  isRequest(value: unknown): boolean;
  /** What the kind's keys of a request say; any may be missing, of a request to another kind all. */
  describe?(request: Partial<Types['request']>): RequestDescription;
  /**
   * What the later ingestions of a sync have in their requests, by what an earlier one left: what that made for all files is not made
   * again. Absent of a kind that makes nothing for all files.
   */
  substitutes?(resume: Partial<Types['resume']>): Substitutes;
  /**
   * Files, by position, of which a run may have made what no call finds again, by what it left: a sync does not try them again by
   * itself. Absent of a kind whose calls can be asked about, or repeated.
   */
  doubtful?(resume: Partial<Types['resume']>): readonly number[];
  /** True for the kind's part of a plan. */
  isPlan(value: unknown): boolean;
  /** True for what a run of `count` files may have left to the next one. */
  isResume(value: unknown, count: number): boolean;
  /** True for what slices share; of a kind whose files share nothing there is none. */
  isShared(value: unknown): boolean;
  /** Only for the compiler. */
  types?: Types;
}
