/** Time-outs, retries, queues and group sizes, each with its reason. Durations are in milliseconds. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A worker that is gone is noticed after this long: the time that its death costs a transfer. */
export const HEARTBEAT_TIMEOUT_MS = 5 * SECOND;

/** Also of steps that wait for something that is looked at more often. And of a run whose plan does not say. */
const WAITING_HEARTBEAT_MIN_MS = 15 * SECOND;
/** The longest that the death of a worker keeps the end of a conversion from being noticed. */
const WAITING_HEARTBEAT_MAX_MS = MINUTE;
/** What looks so seldom loses little by the death of its worker. */
const WAITING_HEARTBEAT_LOOKS = 12;

/**
 * The heartbeat time-out of steps that only wait and look every `pollIntervalMs`. Hundreds of them may wait at a time, and
 * each heartbeat costs the server a write.
 */
export function waitingHeartbeatTimeoutMs(pollIntervalMs: number): number {
  const looks = WAITING_HEARTBEAT_LOOKS * pollIntervalMs;
  return Math.min(WAITING_HEARTBEAT_MAX_MS, Math.max(WAITING_HEARTBEAT_MIN_MS, looks));
}

/** A step that has nothing to report heartbeats so often in its time-out: one heartbeat may be late. */
export const HEARTBEATS_PER_TIMEOUT = 2.5;

/**
 * Reports of waiting steps that a worker sends in a second, the heartbeats that they owe included: enough to show a few
 * ingestions at each look, while hundreds cost no more than their heartbeats.
 */
export const WAITING_REPORTS_PER_SECOND = 4;
/** How often a worker sends the heartbeats that waiting steps owe, all together: one by one they cost the server twice as much. */
export const WAITING_TICK_MS = 2 * SECOND;

/** How often a worker looks whether limits were set on an ingestion that it sends for: `set` holds within five seconds. */
export const LIMITS_LOOK_MS = 2 * SECOND;

/** Heartbeats leave a worker this often at most: the older the last one, the more a crash forgets. */
export const HEARTBEAT_INTERVAL_MS = 500;

/**
 * No limit in number or time: a platform that is down over a weekend is no reason to lose a file, and `show` has the reason
 * and the next attempt. Always a second, for ends without a failure of ours: the death of a worker costs the same whatever
 * happened to the step before. A failure brings its own delay, {@link FAILURE_DELAY}.
 */
const RETRY = { initialInterval: SECOND, backoffCoefficient: 1 };

/**
 * Until the attempt after a failure, when the platform does not say: doubles while the step comes no further, to half a
 * minute, so that work goes on soon after an outage.
 */
export const FAILURE_DELAY = { firstMs: SECOND, maxMs: 30 * SECOND };

/** A step whose worker is stopped goes on elsewhere after this long, however often it failed or was handed over before. */
export const HAND_OVER_DELAY_MS = SECOND;

/** How a kind of step is run. */
export interface StepPolicy {
  startToCloseTimeout: number;
  heartbeatTimeout: number;
  retry: typeof RETRY & { maximumAttempts?: number };
}

function policy(startToCloseTimeout: number, heartbeatTimeout = HEARTBEAT_TIMEOUT_MS): StepPolicy {
  return { startToCloseTimeout, heartbeatTimeout, retry: RETRY };
}

/** Step policies by what bounds the step. */
export const POLICIES = {
  /** A handful of requests, each with its own time-out of a minute and a token renewal before it. */
  call: policy(15 * MINUTE),
  /** A user waits for the answer: an early refusal is better than a late answer. */
  answer: { ...policy(10 * SECOND), retry: { ...RETRY, maximumAttempts: 2 } },
  /** Reads whole files: 10 TiB on a slow network disk are a day. */
  read: policy(2 * DAY),
  /** Sends whole files over a line that may be slow; progress is seen by heartbeats, not by this bound. */
  transfer: policy(14 * DAY),
  /** Waits for the platform; the limit that users set is applied by the workflow, the heartbeat time-out that a run fixes too. */
  wait: policy(14 * DAY, WAITING_HEARTBEAT_MIN_MS),
} as const;

/** How a platform is asked again about what was delivered. A user waits for the answer. */
export const VERIFICATION = {
  /** Files of one step: few enough for a progress bar that moves, and for answers within Temporal's limit of 2 MiB. */
  maxFiles: 200,
  /** Bytes of a step's input. */
  maxBytes: 512 * 1024,
  /** A worker that listens takes a task within milliseconds; the user learns soon that there is none. */
  scheduleToStartTimeout: 4 * SECOND,
  heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  /** A slow platform needs a second or so for each file, and eight are asked about at a time. */
  startToCloseTimeout: 10 * MINUTE,
  scheduleToCloseTimeout: 15 * MINUTE,
  /** A fault that passes is not worth an error; an outage is to be told, not waited for. */
  retry: { ...RETRY, maximumAttempts: 3 },
} as const;

/** Files that one step handles together: enough that 10,000 small files need few steps, few enough to show progress. */
export const GROUP_MAX_FILES = 50;
/** Bytes of a group; a larger file is a group of its own. */
export const GROUP_MAX_BYTES = 64 * 1024 * 1024;
/** Files looked at by one step: only their directory entries and first bytes are read. */
export const INSPECT_MAX_FILES = 500;
/** The same of servers' files: each costs requests, or is fetched whole, and a crash begins the step anew. */
export const INSPECT_MAX_REMOTE_FILES = 50;

/** What is known of a content, and of a project, is waited for so long: no file is held up by a memory. */
export const RECALL_LIMIT_MS = 2_000;
/** Between two looks at what is known of contents: each is a list of Temporal, which answers so many a second, for all that ask. */
export const RECALL_EVERY_MS = 150;

/** Files of one run; a larger ingestion is cut into slices, so that no history, payload or answer grows with it. */
export const SLICE_MAX_FILES = 1_000;
/**
 * Bytes that the files of a slice take in a request. A retry starts with the request and the result of the run before,
 * which repeats paths and names and has some 750 bytes for each file beside, words, leftovers and sentences within the next three
 * bounds: together still below the 2 MiB that Temporal takes.
 */
export const SLICE_MAX_BYTES = 256 * 1024;
/** Bytes of the errors' words that all files of a result have together. */
export const RESULT_WORDS_MAX_BYTES = 300_000;
/** Bytes of the lines that say what stays on the platform of a result's files. */
export const RESULT_LEFTOVERS_MAX_BYTES = 100_000;
/** Bytes of the sentence by which an error is said in other languages; a longer one is said in English. */
export const ERROR_TOLD_MAX_BYTES = 4_000;
/** Bytes of the sentences by which a result's errors, warnings and notes are said in other languages; the rest is said in English. */
export const RESULT_TOLD_MAX_BYTES = 50_000;
/** Slices that hash and send at a time: one sends, the next is ready when it ends. */
export const SENDING_SLICES = 2;
/** Slices that are under way at a time, those that convert among them. */
export const OPEN_SLICES = 8;

/** Groups that are hashed at a time: one works, the next is ready when it ends. */
export const HASHING_GROUPS = 2;
/** Groups that are sent at a time: more would not go faster, the platform's connections are shared. */
export const SENDING_GROUPS = 4;

/** Checksums of so many chunks still fit into a step's input: 1.1 TiB in chunks of 4 MiB. */
export const MAX_CHUNKS = 300_000;

/** Waiting steps hold their slot while they wait, so there are many slots; what they send is bounded per platform. */
export const CONTROL_SLOTS = 1_000;
/** Steps that read or send files on one machine at a time: large ones take hours, and must not hold up small ones. */
export const FILE_SLOTS = 200;
/**
 * A step that is to stop goes on this long at most while what it has done is read. With the beat by which its worker is
 * told that stays below the 5 s within which a pause has to stop a transfer.
 */
export const READ_REPORTS_LIMIT_MS = 2 * SECOND;

/** A step that is held up for so long tells its run, without a failure. */
export const REPORT_WAITING_AFTER_MS = 10 * SECOND;
/** How often one step tells its run that it waits; between two, its failures have doubled. */
export const MAX_WAITS_REPORTED = 8;
/**
 * Steps of a run with more events than these tell nothing. A step has three events at least and tells 16 times at most,
 * of waits and of their ends, so a run gets some 8,000 such signals: Temporal takes 10,000.
 */
export const MAX_EVENTS_TO_REPORT = 10_000;
/** How often a slice tells its ingestion of a wait, or of the end of one. */
export const MAX_SLICE_WAITS_REPORTED = 50;

/** A worker that watches for what is to be told, and is gone, is noticed after this long: a wait has to be told within half a minute. */
export const NOTIFY_HEARTBEAT_MS = 10 * SECOND;
/** Until the next attempt to send a message, when the other side does not say; doubles. */
export const NOTIFY_DELAY = { firstMs: 5 * SECOND, maxMs: 10 * MINUTE };
/** Between two messages to one target: the robots of groups take some twenty a minute. */
export const NOTIFY_GAP_MS = 4 * SECOND;

/** How what is to be told is found and sent, by activity. */
export const NOTIFY_POLICIES = {
  /** One attempt watches for an hour, so that a run that has nothing to tell has some six events in it. */
  watchForNotices: {
    startToCloseTimeout: 2 * HOUR,
    heartbeatTimeout: NOTIFY_HEARTBEAT_MS,
    retry: { initialInterval: SECOND, backoffCoefficient: 2, maximumInterval: 30 * SECOND },
  },
  /** After a night a message says nothing any more; what it was about stands in `list`. */
  sendNotice: {
    startToCloseTimeout: MINUTE,
    heartbeatTimeout: NOTIFY_HEARTBEAT_MS,
    scheduleToCloseTimeout: 12 * HOUR,
    retry: { initialInterval: 5 * SECOND, backoffCoefficient: 2, maximumInterval: 10 * MINUTE },
  },
} as const;
