import type { Fault, SimulatorStats } from '../support/simulator-control.ts';
import type { Gate, WalkPlan } from './plan.ts';
import { readFaults } from './platform-state.ts';
import type { Rig } from './rig.ts';
import type { Switches } from './switches.ts';

/** The faults and gates of a round as the simulator has them; they outlive its restart here, not there. */
export interface Armed {
  /** Gives the simulator what is left of the plan; after each of its starts. */
  arm(): Promise<void>;
  /** Looks what has fallen; answers the gates that have opened since the last look. */
  look(): Promise<Gate<string>[]>;
  /** Lets every gate that is left stand open, whatever its turn. */
  widen(): Promise<void>;
  /** Removes everything. */
  disarm(): Promise<void>;
  /** What the platform was told to lose and had not lost when it was disarmed. */
  lossesLeft(): Record<'chunk' | 'upload', number>;
  /** Faults of the plan, with how often each has fallen. */
  fallen(): { fault: Fault; times: number }[];
  /** Gates that have opened. */
  reached(): Gate<string>[];
  /** True while a gate has not opened, or a fault has never fallen. */
  isLeft(): boolean;
}

interface Rule {
  fault: Fault & { id: string };
  /** Of earlier processes of the simulator. */
  before: Count;
  now: Count;
}

interface Count {
  matched: number;
  fired: number;
}

interface GateState {
  gate: Gate<string>;
  id: string;
  state: 'waiting' | 'armed' | 'open';
}

/** Gates that stand open at a time: more than one, since what one waits for may never come any more. */
const GATES_AT_A_TIME = 3;

/** Takes a plan's faults and gates; nothing is armed yet. */
export function createArmed(
  { simulator, processes, sources: { rules: sourceRules } }: Rig,
  plan: Pick<WalkPlan, 'faults' | 'gates'>,
  switches: Switches,
): Armed {
  const rules = plan.faults.map((fault, position) => createRule(`fault-${position}`, fault));
  const gates = plan.gates.map((gate, position): GateState => ({ gate, id: `gate-${position}`, state: 'waiting' }));
  // Requests of each call, of earlier processes of the simulator and of this one.
  const requests = { before: new Map<string, number>(), now: new Map<string, number>() };
  let lossesLeft = { chunk: 0, upload: 0 };
  let atATime = GATES_AT_A_TIME;

  async function armGates(): Promise<void> {
    const armed = gates.filter(({ state }) => state === 'armed').length;
    const next = gates.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, atATime - armed));
    if (next.length === 0) return;
    for (const one of next) one.state = 'armed';
    for (const { gate, id } of next) if (gate.endpoint === 'source') sourceRules.hold({ ...gate, id });
    const ofPlatform = next.filter(({ gate }) => gate.endpoint !== 'source');
    if (ofPlatform.length > 0) await simulator.fault(...ofPlatform.map(holding));
  }

  /** A gate is a delay: the platform holds the request while the deed is done. */
  function holding({ gate, id }: GateState): Fault {
    const { endpoint, hold, holdMs } = gate;
    const seen = (requests.before.get(endpoint) ?? 0) + (requests.now.get(endpoint) ?? 0);
    const after = Math.max(0, gate.after - seen);
    return { id, match: { endpoint }, after, times: 1, kind: 'delay', delayMs: holdMs, effect: hold === 'after' };
  }

  function countRequests({ endpoints }: SimulatorStats): void {
    requests.now = new Map(Object.entries(endpoints).map(([endpoint, counts]) => [endpoint, counts.requests]));
  }

  return {
    async arm() {
      for (const [endpoint, count] of requests.now) {
        requests.before.set(endpoint, (requests.before.get(endpoint) ?? 0) + count);
      }
      requests.now = new Map();
      for (const one of gates) if (one.state === 'armed') one.state = 'waiting';
      // Gates first: of several rules whose turn it is, the simulator takes the first.
      await armGates();
      for (const rule of rules) {
        rule.before = sum(rule.before, rule.now);
        rule.now = { matched: 0, fired: 0 };
      }
      const left = rules.flatMap((rule) => remainder(rule));
      if (left.length > 0) await simulator.fault(...left);
      await switches.flip();
    },
    async look() {
      countRequests(await simulator.stats());
      const opened: Gate<string>[] = [];
      for (const one of gates) {
        if (one.state === 'open' || !sourceRules.opened().has(one.id)) continue;
        one.state = 'open';
        opened.push(one.gate);
      }
      for (const { id, matched, fired } of await readFaults(processes.platformUrl)) {
        const gate = gates.find((one) => one.id === id && one.state === 'armed');
        if (gate !== undefined && fired > 0) {
          gate.state = 'open';
          opened.push(gate.gate);
        }
        const rule = rules.find((one) => one.fault.id === id);
        if (rule !== undefined) rule.now = { matched, fired };
      }
      if (opened.length > 0) await armGates();
      return opened;
    },
    async widen() {
      atATime = gates.length;
      await armGates();
    },
    async disarm() {
      sourceRules.disarm();
      await simulator.clearFaults();
      lossesLeft = await switches.clear();
    },
    lossesLeft: () => lossesLeft,
    fallen: () => rules.map(({ fault, before, now }) => ({ fault, times: sum(before, now).fired })),
    reached: () => gates.filter(({ state }) => state === 'open').map(({ gate }) => gate),
    isLeft: () =>
      gates.some(({ state }) => state !== 'open') ||
      rules.some(({ before, now }) => before.fired + now.fired === 0) ||
      sourceRules.fallen().some(({ times }) => times === 0),
  };
}

function createRule(id: string, fault: Fault): Rule {
  const none = { matched: 0, fired: 0 };
  return { fault: { ...fault, id }, before: none, now: none };
}

/** What is left of a rule after what has been counted; nothing when it is used up. */
function remainder({ fault, before }: Rule): Fault[] {
  const times = (fault.times ?? 1) - before.fired;
  return times > 0 ? [{ ...fault, times, after: Math.max(0, (fault.after ?? 0) - before.matched) }] : [];
}

function sum(one: Count, other: Count): Count {
  return { matched: one.matched + other.matched, fired: one.fired + other.fired };
}
