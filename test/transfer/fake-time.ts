import { onTestFinished, vi } from 'vitest';

/** Puts a clock that stands still until it is moved in the place of the real one, to the end of the test. */
export function stopTime(now: Date | number = 0): typeof vi {
  vi.useFakeTimers({ now, toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  return vi;
}
