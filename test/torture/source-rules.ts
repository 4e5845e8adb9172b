import type { ErrorType } from '../../client/index.ts';
import type { Gate } from './plan.ts';
import { failuresBy, type SourceFault } from './source-faults.ts';

/** Which faults and gates wait for requests for sources, and what has come of them. */
export interface SourceRules {
  /** Counts a request; answers what befalls it. */
  take(path: string): { fault?: SourceFault; hold?: SourceHold };
  /** Lets faults fall from the next request on. */
  arm(faults: readonly SourceFault[]): void;
  /** Holds a request; a second one of the same id is the same. */
  hold(hold: SourceHold): void;
  /** Removes all faults and holds. */
  disarm(): void;
  /** Forgets everything: a round begins. */
  reset(): void;
  /** Ids of the holds whose request has come. */
  opened(): ReadonlySet<string>;
  /** Faults, with how often each has fallen. */
  fallen(): { fault: SourceFault; times: number }[];
  /** Errors with which a file may fail by what has fallen upon it; by its decoded path. */
  failuresOf(path: string): ReadonlySet<ErrorType>;
}

/** A request of all those for sources that is held: before it is answered, or in the middle of its body. */
export interface SourceHold extends Pick<Gate, 'after' | 'hold' | 'holdMs'> {
  id: string;
}

interface Rule {
  fault: SourceFault;
  matched: number;
  fired: number;
}

/** Makes {@link SourceRules} without any. */
export function createSourceRules(): SourceRules {
  let rules: Rule[] = [];
  let isArmed = true;
  let requests = 0;
  const holds = new Map<string, SourceHold>();
  const opened = new Set<string>();
  const failures = new Map<string, Set<ErrorType>>();

  function takeFault(path: string): SourceFault | undefined {
    if (!isArmed) return undefined;
    let fallen: SourceFault | undefined;
    for (const rule of rules) {
      const { after, every, times } = rule.fault;
      const turn = rule.matched - after;
      rule.matched += 1;
      if (fallen !== undefined || turn < 0 || turn % every !== 0 || rule.fired >= times) continue;
      rule.fired += 1;
      fallen = rule.fault;
      const known = failures.get(path) ?? new Set();
      failures.set(path, new Set([...known, ...failuresBy(fallen)]));
    }
    return fallen;
  }

  function takeHold(): SourceHold | undefined {
    const hold = [...holds.values()].find(({ after }) => requests > after);
    if (hold === undefined) return undefined;
    holds.delete(hold.id);
    opened.add(hold.id);
    return hold;
  }

  return {
    take(path) {
      requests += 1;
      const [fault, hold] = [takeFault(path), takeHold()];
      return { ...(fault === undefined ? {} : { fault }), ...(hold === undefined ? {} : { hold }) };
    },
    arm(faults) {
      rules = faults.map((fault) => ({ fault, matched: 0, fired: 0 }));
      isArmed = true;
    },
    hold(hold) {
      if (!opened.has(hold.id)) holds.set(hold.id, hold);
    },
    disarm() {
      isArmed = false;
      holds.clear();
    },
    reset() {
      rules = [];
      requests = 0;
      holds.clear();
      opened.clear();
      failures.clear();
    },
    opened: () => opened,
    fallen: () => rules.map(({ fault, fired }) => ({ fault, times: fired })),
    failuresOf: (path) => failures.get(path) ?? new Set(),
  };
}
