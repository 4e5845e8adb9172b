import { type Signal, signal } from '@preact/signals';

/** A signal whose value stays in a store of the browser under a key; where there is no store, as long as the page. */
export function stored(store: () => Storage, key: string, initial: string): Signal<string> {
  const kept = signal(read(store, key) ?? initial);
  kept.subscribe((value) => {
    try {
      if (value === '') store().removeItem(key);
      else store().setItem(key, value);
    } catch {
      // A browser may have no store for this page: then nothing is kept.
    }
  });
  return kept;
}

function read(store: () => Storage, key: string): string | undefined {
  try {
    return store().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}
