/** Limits of the steps of this kind, each with its reason. */

/** Teaching metadata that is looked up at a time, where files have values of their own. */
export const LOOKUPS = 4;

/**
 * Resources that are made at a time in a run. Each is a step of its own, so that the death of a worker leaves no more of them in doubt
 * than were under way.
 */
export const CREATING_RESOURCES = 8;

/** A cancelled run waits this long for a call that makes something. Milliseconds. */
export const CALL_GRACE_MS = 30_000;
