import type { Armed } from './armed.ts';
import type { Evidence } from './judged.ts';
import type { Deed, Plan } from './plan.ts';

/** One disturbance of a plan, and how often it came about: a gate once, a fault as often as it fell. */
export interface Disturbance {
  kind: string;
  /** The platform's call that it waits for, or falls upon. */
  route: string;
  times: number;
}

/** The gates and faults of a plan. */
export function listDisturbances({ gates }: Plan, armed: Armed): Disturbance[] {
  const reached = armed.reached();
  return [
    ...gates.map((gate) => ({
      kind: kindOf(gate.deed),
      route: gate.endpoint,
      times: reached.includes(gate) ? 1 : 0,
    })),
    ...armed.fallen().map(({ fault, times }) => ({
      kind: fault.kind ?? 'storm',
      route: fault.match?.endpoint ?? 'all',
      times,
    })),
  ];
}

const TASK_KINDS = { fail: 'task fails', lose: 'task lost', late: 'task visible late' } as const;

/** What the platform was told to spoil by itself: conversions as its state tells them, chunks as far as they were uploaded. */
export function listSwitched({ models, tasks, losses }: Plan, evidence: Evidence | undefined): Disturbance[] {
  const started = evidence?.state.tasks ?? [];
  const spoilt = started.flatMap((task) => task.models).filter(({ errorMessage }) => errorMessage !== '');
  return [
    ...models.map(({ name }) => ({
      kind: 'model fails',
      route: 'convertModel',
      times: spoilt.filter((model) => model.name === name).length,
    })),
    ...tasks.map(({ next }) => ({
      kind: TASK_KINDS[next],
      route: 'convertModel',
      times: started.filter(({ outcome, visibleAfterMs }) => (visibleAfterMs > 0 ? 'late' : outcome) === next).length,
    })),
    ...losses.map(({ next, times }) => ({
      kind: `${next} lost`,
      route: 'upload',
      times: Math.max(0, times - (evidence?.lossesLeft[next] ?? times)),
    })),
  ];
}

function kindOf(deed: Deed): string {
  switch (deed.to) {
    case 'source':
      return `source ${deed.how}`;
    case 'ingestion':
      return `client ${deed.call}`;
    case 'worker':
      return `${deed.slot === 'all' ? 'both workers' : 'worker'} ${deed.signal}`;
    case 'freeze':
      return `${deed.what} frozen`;
    default:
      return `${deed.to} ${deed.signal}`;
  }
}
