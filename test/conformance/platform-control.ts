import { vi } from 'vitest';
import type { LoggedRequest } from '../../lib/simulation/counters.ts';
import { CONTROL_PREFIX } from '../../lib/simulation/fault-hooks.ts';
import type { StandingRule } from '../../lib/simulation/faults.ts';
import type { Fault } from '../support/simulator-control.ts';

/** What the control interface of every simulator has, over HTTP. */
export interface PlatformControl {
  /** Origin of the simulated platform. */
  url: string;
  /** Calls a control route by its path below `/_sim/`; answers its JSON. */
  call<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Everything that the platform holds. */
  state<State>(): Promise<State>;
  fault(...faults: Fault[]): Promise<void>;
  /** The faults as they stand: how many requests each has matched, and upon how many it has fallen. */
  faults(): Promise<StandingRule[]>;
  /** Waits until a fault has fallen upon a request. */
  untilFault(): Promise<void>;
  clearFaults(): Promise<void>;
  /** The last thousand requests that have ended, in the order of their ends. */
  log(): Promise<LoggedRequest[]>;
  /** How many requests have ended so far. */
  requests(): Promise<number>;
  /** How many bytes of files it has taken so far. */
  bytesTaken(): Promise<number>;
}

/** Talks to the simulator at `url`. */
export function platformControl(url: string): PlatformControl {
  async function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${url}${CONTROL_PREFIX}/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Answer; // as: the caller says what it expects
  }

  return {
    url,
    call,
    state: () => call('GET', 'state'),
    async fault(...faults) {
      await call('POST', 'faults', faults);
    },
    faults: () => call('GET', 'faults'),
    async untilFault() {
      const hasFallen = async () => (await call<StandingRule[]>('GET', 'faults')).some(({ fired }) => fired > 0);
      await vi.waitUntil(hasFallen, { timeout: 60_000, interval: 100 });
    },
    async clearFaults() {
      await call('DELETE', 'faults');
    },
    log: () => call('GET', 'requests'),
    async bytesTaken() {
      return (await call<{ chunks: { bytes: number } }>('GET', 'stats')).chunks.bytes;
    },
    async requests() {
      const { endpoints } = await call<{ endpoints: Record<string, { requests: number }> }>('GET', 'stats');
      return Object.values(endpoints).reduce((sum, { requests }) => sum + requests, 0);
    },
  };
}
