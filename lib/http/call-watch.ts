import { AsyncLocalStorage } from 'node:async_hooks';

/** A call that is under way. */
export interface CallUnderWay {
  /** A byte of it has left, or one of its answer has come. */
  moved(): void;
  /** It is over; `isAnswered`: by an answer, of whatever status. */
  ended(isAnswered: boolean): void;
}

/** Watches over all calls that a piece of work makes. */
export interface CallWatch {
  begun(): CallUnderWay;
}

const watches = new AsyncLocalStorage<CallWatch>();

/** Does work whose calls are watched. */
export function watchCalls<T>(watch: CallWatch, work: () => Promise<T>): Promise<T> {
  return watches.run(watch, work);
}

/** Tells the watch of this context that a call begins; undefined where there is none. */
export function beginCall(): CallUnderWay | undefined {
  return watches.getStore()?.begun();
}
