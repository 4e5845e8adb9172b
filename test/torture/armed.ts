import type { Fault } from '../support/simulator-control.ts';
import type { Gate, Plan } from './plan.ts';
import { readFaults } from './platform-state.ts';
import type { Rig } from './rig.ts';

/** The faults and gates of a round as the simulator has them; they outlive its restart here, not there. */
export interface Armed {
  /** Gives the simulator what is left of the plan; after each of its starts. */
  arm(): Promise<void>;
  /** Looks what has fallen; answers the gates that have opened since the last look. */
  look(): Promise<Gate[]>;
  /** Removes everything. */
  disarm(): Promise<void>;
  /** Faults that have fallen, by kind. */
  fallen(): Record<string, number>;
  hasGates(): boolean;
}

interface Rule {
  fault: Fault & { id: string };
  gate?: Gate;
  /** Of earlier processes of the simulator. */
  before: { matched: number; fired: number };
  now: { matched: number; fired: number };
}

/** Takes a plan's faults and gates; nothing is armed yet. */
export function createArmed({ simulator, processes }: Rig, plan: Plan): Armed {
  // Gates first: of several rules whose turn it is, the simulator takes the first.
  const rules: Rule[] = [
    ...plan.gates.map((gate, position) => createRule(`gate-${position}`, holding(gate), gate)),
    ...plan.faults.map((fault, position) => createRule(`fault-${position}`, fault)),
  ];

  return {
    async arm() {
      for (const rule of rules) {
        rule.before = sum(rule.before, rule.now);
        rule.now = { matched: 0, fired: 0 };
      }
      const left = rules.flatMap((rule) => remainder(rule));
      if (left.length > 0) await simulator.fault(...left);
      for (const model of plan.models) await post(`${processes.platformUrl}/_sim/models`, model);
      for (const task of plan.tasks) await post(`${processes.platformUrl}/_sim/tasks`, task);
    },
    async look() {
      const opened: Gate[] = [];
      for (const { id, matched, fired } of await readFaults(processes.platformUrl)) {
        const rule = rules.find((one) => one.fault.id === id);
        if (rule === undefined) continue;
        if (rule.gate !== undefined && fired > rule.now.fired) opened.push(rule.gate);
        rule.now = { matched, fired };
      }
      return opened;
    },
    async disarm() {
      await simulator.clearFaults();
      for (const path of ['models', 'tasks'])
        await fetch(`${processes.platformUrl}/_sim/${path}`, { method: 'DELETE' });
    },
    fallen() {
      const counts: Record<string, number> = {};
      for (const { fault, gate, before, now } of rules) {
        const { fired } = sum(before, now);
        const kind = fault.kind ?? '';
        if (gate === undefined && fired > 0) counts[kind] = (counts[kind] ?? 0) + fired;
      }
      return counts;
    },
    hasGates: () => rules.some(({ gate, before, now }) => gate !== undefined && before.fired + now.fired === 0),
  };
}

function createRule(id: string, fault: Fault, gate?: Gate): Rule {
  const none = { matched: 0, fired: 0 };
  return { fault: { ...fault, id }, ...(gate === undefined ? {} : { gate }), before: none, now: none };
}

/** A gate is a delay: the platform holds the request while the deed is done. */
function holding({ endpoint, after, hold, holdMs }: Gate): Fault {
  return { match: { endpoint }, after, times: 1, kind: 'delay', delayMs: holdMs, effect: hold === 'after' };
}

/** What is left of a rule after what has been counted; nothing when it is used up. */
function remainder({ fault, before }: Rule): Fault[] {
  const times = (fault.times ?? 1) - before.fired;
  return times > 0 ? [{ ...fault, times, after: Math.max(0, (fault.after ?? 0) - before.matched) }] : [];
}

function sum(one: { matched: number; fired: number }, other: { matched: number; fired: number }) {
  return { matched: one.matched + other.matched, fired: one.fired + other.fired };
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
