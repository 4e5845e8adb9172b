import type { ErrorInfo } from './errors.ts';
import type { FileStatus, IngestStatus, RemoteIds, TaskRef } from './progress.ts';
import { englishOf, type Sentence } from './sentences.ts';

/**
 * What the platform says of something that was delivered. `there`: it confirms it, as far as it can be asked. `missing`: it
 * knows no such thing (any more). `different`: it has something else in its place. `unverifiable`: it has no call for it, or
 * refused to answer.
 */
export type VerificationState = 'there' | 'missing' | 'different' | 'unverifiable';

/** All values of {@link VerificationState}, the worst last. */
export const VERIFICATION_STATES: readonly VerificationState[] = ['there', 'unverifiable', 'different', 'missing'];

/**
 * What of a file is checked. `file`: its content and record; `conversion`: the model that was made of it; `records`: what it is
 * registered as; `thumbnail` and `comment`: what was asked for beside these.
 */
export const VERIFICATION_SUBJECTS = ['file', 'conversion', 'records', 'thumbnail', 'comment'] as const;

/** One thing about a file that the platform was asked for, or could not be. */
export interface VerificationCheck {
  what: (typeof VERIFICATION_SUBJECTS)[number];
  state: VerificationState;
  /** What the platform says otherwise, or why it cannot be asked; absent when it is there. */
  reason?: string;
  /** Set when it could have been asked and gave no usable answer. */
  error?: ErrorInfo;
}

/** What a step found, with the sentences by which its reason is said in other languages; absent of the words of others. */
export interface KeptCheck extends VerificationCheck {
  told?: Sentence[];
}

/** Something that is not as it was delivered. Of several sentences all but the last are beginnings. */
export function findingOf(state: VerificationState, ...told: Sentence[]): Pick<KeptCheck, 'state' | 'reason' | 'told'> {
  return { state, reason: told.map(englishOf).join(''), told };
}

/** A file that was delivered, as far as the platform can be asked about it. */
export interface DeliveredFile {
  /** Position in the request. */
  index: number;
  name: string;
  /** MD5, lower-case hex. */
  hash: string;
  /** Bytes. */
  size: number;
  /** The platform's id of the file record. */
  fileId?: string;
  /** The platform's path of the file record. */
  path?: string;
  task?: TaskRef;
  /** What else the platform answered about it, by the names of its kind. */
  remote?: RemoteIds;
}

/** A file about which the platform was asked. */
export interface VerifiedFile {
  index: number;
  state: 'asked';
  checks: KeptCheck[];
}

/** A file of which the platform said nothing this time, while others had an answer. */
export interface UnansweredFile {
  index: number;
  state: 'deferred';
  error: ErrorInfo;
}

/** The step that asks a platform about files that were delivered earlier; run alone, not by a workflow. */
export interface VerificationActivities {
  /** Asks the platform about each file again; changes nothing there. */
  verifyFiles(input: {
    platform: string;
    files: DeliveredFile[];
  }): Promise<{ files: (VerifiedFile | UnansweredFile)[] }>;
}

/**
 * What all checks of a file say together: the worst of what the platform answered. What it has no call for does not count
 * beside what it could be asked; what it refused to answer does.
 */
export function stateOfChecks(checks: readonly VerificationCheck[]): VerificationState {
  const answered = checks.filter(({ state, error }) => state !== 'unverifiable' || error !== undefined);
  const states = answered.map(({ state }) => VERIFICATION_STATES.indexOf(state));
  return VERIFICATION_STATES[Math.max(...states)] ?? 'unverifiable';
}

/**
 * What the platform says otherwise, each reason once, the worst first; of what it has no call for only when that is all there
 * is to say.
 */
export function reasonOfChecks(checks: readonly VerificationCheck[]): string | undefined {
  const reasons = unlikeChecks(checks).flatMap(({ reason }) => reason ?? []);
  return reasons.length === 0 ? undefined : [...new Set(reasons)].join('; ');
}

/** The checks that {@link reasonOfChecks} tells of. */
export function unlikeChecks(checks: readonly VerificationCheck[]): VerificationCheck[] {
  const answered = checks.filter(({ state, error }) => state !== 'unverifiable' || error !== undefined);
  const told = (answered.length === 0 ? checks : answered).filter(({ state }) => state !== 'there');
  const rank = ({ state }: VerificationCheck) => VERIFICATION_STATES.indexOf(state);
  return [...told].sort((a, b) => rank(b) - rank(a));
}

/** A delivered file, and what came of asking about it. */
export interface FileVerification {
  /** Position in the request. */
  index: number;
  name: string;
  source: string;
  /** MD5, lower-case hex. */
  hash: string;
  state: VerificationState;
  /** What is missing, different or refused, in words; absent when it is there. */
  reason?: string;
  /** Everything that was asked, and what could not be. */
  checks: VerificationCheck[];
}

/** A file that the platform is not asked about, since it was not delivered. */
export interface UndeliveredFile {
  /** Position in the request. */
  index: number;
  name: string;
  source: string;
  /** How far it came. */
  status: FileStatus;
  /** Why it failed. */
  error?: ErrorInfo;
}

/** What a platform says of everything that an ingestion delivered. */
export interface VerifyReport {
  id: string;
  /** The first run of the latest chain. */
  runId: string;
  platform: string;
  /** How the ingestion stands; of an open one only what is registered so far is asked about. */
  status: IngestStatus;
  /** When the platform was asked (ISO 8601). */
  verifiedAt: string;
  counts: Record<VerificationState, number> & {
    /** Files of the ingestion that were not delivered, so not asked about. */
    notDelivered: number;
  };
  /** Delivered files, in the order of the request. */
  files: FileVerification[];
  /** Files that were not delivered, or not yet, in the order of the request. */
  notDelivered: UndeliveredFile[];
  /** What this platform has no call for, one line each. */
  notAsked: string[];
  /** Anything else that the counts do not say. */
  note?: string;
  /** Sentences by which reasons, errors, the note and what was not asked are said in other languages. */
  told?: Sentence[];
}
