/**
 * Options of a worker that runs workflows: how long one activation may take.
 *
 * The SDK ends an activation after 5 s, by V8's own watch, and Node's process dies when that falls between two of its hooks
 * ("async hook stack has become corrupted"). Ours take milliseconds, so it falls only when the process stood still in one: a
 * paused container, a virtual machine that is moved. A worker that stood still for less than this goes on where it was.
 * The SDK takes the option without having it in its types.
 */
export const ACTIVATION_LIMIT = { isolateExecutionTimeout: '1 hour' } as const;
