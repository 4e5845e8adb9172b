import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { CallError, callJson } from '../api/call.ts';

/** What was loaded last, and why the latest attempt failed. */
export interface Loaded<T> {
  value?: T;
  error?: CallError;
  /** Loads it again now. */
  reload: () => void;
}

/** Loads what a path stands for. */
export type Load<T> = (path: string, options: { signal: AbortSignal }) => Promise<T>;

/**
 * What a call answers, loaded again every `everyMs` milliseconds while the page is seen, and when `key` changes; nothing without a
 * path.
 */
export function useLoaded<T>(
  path: string | undefined,
  everyMs: number,
  key: unknown = '',
  load: Load<T> = callJson<T>,
): Loaded<T> {
  const latest = useRef(load);
  latest.current = load;
  const [state, set] = useState<{ path?: string; value?: T; error?: CallError }>({});
  const [asked, again] = useState(0);
  useEffect(() => {
    if (path === undefined) return undefined;
    const stop = new AbortController();
    const loadOnce = async () => {
      if (document.hidden) return;
      try {
        const value = await latest.current(path, { signal: stop.signal });
        if (!stop.signal.aborted) set({ path, value });
      } catch (error) {
        if (stop.signal.aborted) return;
        if (!(error instanceof CallError)) throw error;
        set((last) => ({ ...(last.path === path ? last : { path }), error }));
      }
    };
    const onSeen = () => void loadOnce();
    void loadOnce();
    const timer = setInterval(onSeen, everyMs);
    document.addEventListener('visibilitychange', onSeen);
    return () => {
      stop.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onSeen);
    };
  }, [path, everyMs, key, asked]);
  const reload = useCallback(() => again((count) => count + 1), []);
  const { value, error } = state.path === path ? state : {};
  return { ...(value === undefined ? {} : { value }), ...(error === undefined ? {} : { error }), reload };
}
