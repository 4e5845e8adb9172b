/** Limits and waits of the steps of this kind, each with its reason. Durations are in milliseconds. */

/** A wait tells what has ended when it is so old: each answer costs Temporal some events, and users see files end one by one. */
export const TELL_ENDS_AFTER_MS = 5_000;
/** A job that the platform does not know yet is not visible on all of its servers; later it is lost. */
export const VISIBLE_WITHIN_MS = 30_000;
/** The first look at a job of a platform that calls no gateway; further ones come after growing pauses. */
export const FIRST_LOOK_AFTER_MS = 1_000;
/** Answers of the wrong shape to one job's looks before it has failed. */
export const MAX_WRONG_SHAPES = 5;
/** Looks at a time, over the jobs of a step. */
export const LOOKS_AT_ONCE = 8;
/** How long one last look after the time limit may take, all its attempts together. */
export const LAST_LOOK_TIMEOUT_MS = 60_000;
/** How much longer than a job may take the address lives by which the platform calls. */
export const ADDRESS_MARGIN_MS = 3_600_000;
