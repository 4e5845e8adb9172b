import type { FaultRule } from '../../lib/simulation/faults.ts';

/** A fault with only what differs from its defaults. */
export type Fault = Partial<FaultRule>;

/** What the simulator counted. */
export interface SimulatorStats {
  endpoints: Record<
    string,
    { requests: number; answered: Record<string, number>; refused: number; faults: Record<string, number> }
  >;
  chunks: {
    requests: number;
    bytes: number;
    distinctBytes: number;
    duplicates: number;
    byKey: Record<string, { requests: number; bytes: number; distinctBytes: number; duplicates: number }>;
  };
}

/** Everything the simulated platform holds. */
export interface SimulatorState {
  projects: { id: string; code: string; name: string }[];
  groups: { id: string; name: string; projectId: string; taskId: string }[];
  models: { name: string; type: string; hash: string; size: number; projectId: string; modelGroupId: string }[];
  files: { id: string; name: string; path: string; hash: string; size: number; md5: string | null }[];
  uploads: { hash: string }[];
  tasks: { taskId: string; modelGroupId: string }[];
}

/** The switches of a running simulator, over HTTP. */
export interface SimulatorControl {
  fault(...faults: Fault[]): Promise<void>;
  clearFaults(): Promise<void>;
  /** Makes the platform as new: faults, switches, counts and records are gone. */
  reset(): Promise<void>;
  /** Lets models of this name or hash fail their conversion, all or so many. */
  failModel(rule: { name?: string; hash?: string; errorMessage: string; times?: number }): Promise<void>;
  /** Lets a call refuse every list that has this file. */
  unfit(rule: {
    name: string;
    hash?: string;
    endpoint?: 'convertModel' | 'createProjectFile';
    message?: string;
    times?: number;
  }): Promise<void>;
  /** Takes those refusals back. */
  clearUnfit(): Promise<void>;
  /** Lets the next tasks fail, be lost, or not be found at first. */
  nextTask(rule: {
    next: 'fail' | 'lose' | 'late';
    message?: string;
    times?: number;
    visibleAfterMs?: number;
  }): Promise<void>;
  /** Lets answers about tasks leave out or mix up hashes, names, models or ids. */
  listTasks(rule: {
    endpoint?: 'convertModel' | 'convertProcess';
    hashes?: 'none' | 'upper';
    names?: 'none';
    models?: 'none' | 'one-of-a-name';
    ids?: 'another-task' | 'another-group' | 'models-of-another-task' | 'none' | 'upper';
    times?: number;
  }): Promise<void>;
  /** Lets the platform lose chunks that it accepts, or an upload when its merge is asked for. */
  lose(next: 'chunk' | 'upload', times: number): Promise<void>;
  /** What stands before the platform: a cache, servers that share nothing. */
  front(rule: {
    cacheMs?: number;
    obeysNoCache?: boolean;
    servers?: 'turns' | 'random';
    flaps?: boolean;
  }): Promise<void>;
  /** Removes a whole file, or alters its record, by the MD5 it came with. */
  removeFile(hash: string): Promise<void>;
  alterFile(hash: string, change: { id?: string; path?: string; size?: number; hash?: string }): Promise<void>;
  /** Removes a conversion task, or gives it another end. */
  removeTask(taskId: string): Promise<void>;
  alterTask(taskId: string, change: { outcome: 'succeed' | 'fail' | 'lose'; message?: string }): Promise<void>;
  stats(): Promise<SimulatorStats>;
  state(): Promise<SimulatorState>;
  /** Requests of one call so far. */
  requests(endpoint: string): Promise<number>;
}

/** Talks to the simulator at `url`. */
export function simulatorControl(url: string): SimulatorControl {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/_sim/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  const control: SimulatorControl = {
    async fault(...faults) {
      await call('POST', 'faults', faults);
    },
    async clearFaults() {
      await call('DELETE', 'faults');
    },
    async reset() {
      await call('POST', 'reset');
    },
    async failModel(rule) {
      await call('POST', 'models', rule);
    },
    async unfit(rule) {
      await call('POST', 'unfit', rule);
    },
    async clearUnfit() {
      await call('DELETE', 'unfit');
    },
    async nextTask(rule) {
      await call('POST', 'tasks', rule);
    },
    async listTasks(rule) {
      await call('POST', 'listings', rule);
    },
    async lose(next, times) {
      await call('POST', 'losses', { next, times });
    },
    async front(rule) {
      await call('POST', 'front', rule);
    },
    async removeFile(hash) {
      await call('DELETE', `state/files/${hash}`);
    },
    async alterFile(hash, change) {
      await call('PATCH', `state/files/${hash}`, change);
    },
    async removeTask(taskId) {
      await call('DELETE', `state/tasks/${taskId}`);
    },
    async alterTask(taskId, change) {
      await call('PATCH', `state/tasks/${taskId}`, change);
    },
    // The simulator's own answer, described by the interfaces above.
    stats: async () => (await call('GET', 'stats')) as SimulatorStats,
    state: async () => (await call('GET', 'state')) as SimulatorState,
    requests: async (endpoint) => (await control.stats()).endpoints[endpoint]?.requests ?? 0,
  };
  return control;
}
