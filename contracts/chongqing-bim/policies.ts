/** Limits and waits of the steps of this kind, each with its reason. Durations are in milliseconds. */

/** Conversion tasks that are waited for at a time. */
export const CONVERTING_BATCHES = 8;

/** How often a file is sent again whose chunks the platform had and lost. */
export const MAX_LOSSES = 3;

/** After so many refusals of single models in the same words, and nothing that was taken, the refusal is about all. */
export const ALONE_BEFORE_ALL = 8;
/** After so many refusals in turn that name a model the list is halved: a refusal of all may name one each time. */
export const NAMED_BEFORE_HALVES = 8;

/** How often a task that the platform lost is submitted again before its models count as failed. */
export const MAX_RESUBMISSIONS = 3;
/**
 * Until a lost task is submitted again: doubles with each submission. A platform that lost a task has most likely just
 * started again.
 */
export const RESUBMISSION_DELAY_MS = 5_000;
/** How often in a row a task must not be found before it counts as lost. One node of a platform may know it, another not yet. */
export const LOOKS_UNTIL_LOST = 3;
/** How long the platform may take from "all chunks are there" to "complete". */
export const MERGE_TIMEOUT_MS = 60 * 60_000;
/** How long one last look after that may take, all its attempts together. */
export const LAST_LOOK_TIMEOUT_MS = 60_000;

/**
 * Internal errors in a row, after an unknown outcome, by which `project/create` may mean that the project exists: then the
 * group decides (reading 9). `again`: after a group that said no. A fault that passes in a few minutes is not to end a run.
 */
export const INTERNAL_ERRORS_TO_GUESS = { first: 3, again: 10 } as const;

/** A cancelled run waits this long for a registration that has begun. */
export const REGISTRATION_GRACE_MS = 30_000;
