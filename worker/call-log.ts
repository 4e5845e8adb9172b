import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Logger } from 'pino';
import { stepWatch } from '../activities/step-watch.ts';
import { CALL_ENDED, type PlatformCall } from '../lib/http/calls.ts';

/** Logs every call of a platform, without bodies, where the log has the level `debug`; returns a function that ends this. */
export function logCalls(logger: Logger): () => void {
  if (!logger.isLevelEnabled('debug')) return () => undefined;
  const tell = (message: unknown) => {
    const { method, origin, path, status, ms, requestId, bytes, error } = message as PlatformCall; // as: who publishes has typed it
    const { id, step, platform } = stepWatch.getStore()?.attempt ?? {};
    const about = {
      platform,
      id,
      step,
      method,
      origin,
      path,
      status,
      ms: Math.round(ms ?? 0),
      bytes,
      requestId,
      error,
    };
    logger.debug(about, `${method} ${path}: ${status ?? error ?? 'no answer'}`);
  };
  subscribe(CALL_ENDED, tell);
  return () => void unsubscribe(CALL_ENDED, tell);
}
