import type { FileProgress } from '../../client/index.ts';
import type { Fault } from '../support/simulator-control.ts';
import type { Armed } from './armed.ts';
import type { Evidence } from './judged.ts';
import { type Deed, HALF_CHARACTER, type Plan, REFUSAL, type WalkPlan } from './plan.ts';
import type { SourceRules } from './source-rules.ts';

/** One disturbance of a plan, and how often it came about: a gate once, a fault as often as it fell. */
export interface Disturbance {
  kind: string;
  /** Which of the kind, where it has several that matter. */
  detail?: string;
  /** The platform's call that it waits for, or falls upon. */
  route: string;
  times: number;
}

/** The gates and faults of a plan. */
export function listDisturbances({ gates }: WalkPlan, armed: Armed, sources: SourceRules): Disturbance[] {
  const reached = armed.reached();
  return [
    ...gates.map((gate) => ({
      kind: kindOf(gate.deed),
      route: gate.endpoint,
      times: reached.includes(gate) ? 1 : 0,
    })),
    ...armed.fallen().map(({ fault, times }) => ({
      kind: fault.kind ?? 'storm',
      ...detailOf(fault),
      route: fault.match?.endpoint ?? 'all',
      times,
    })),
    ...sources.fallen().map(({ fault, times }) => ({
      kind: `server ${fault.kind}`,
      ...(fault.status === undefined ? {} : { detail: String(fault.status) }),
      route: 'source',
      times,
    })),
  ];
}

/** What the platform was told to spoil by itself: conversions as its state tells them, chunks as far as they were uploaded. */
export function listSwitched({ models, tasks, losses, unfit }: Plan, evidence: Evidence | undefined): Disturbance[] {
  const reports = [...(evidence?.told.values() ?? []), ...(evidence?.earlier ?? [])];
  const started = evidence?.state.tasks ?? [];
  const spoilt = started.flatMap((task) => task.models).filter(({ errorMessage }) => errorMessage !== '');
  return [
    ...models.map(({ name, errorMessage }) => ({
      kind: 'model fails',
      ...(errorMessage.includes(HALF_CHARACTER) ? { detail: 'half a character' } : {}),
      route: 'convertModel',
      times: spoilt.filter((model) => model.name === name).length,
    })),
    ...tasks.map(({ next, message }) => ({
      kind: TASK_KINDS[next],
      ...(message.includes(HALF_CHARACTER) && next === 'fail' ? { detail: 'half a character' } : {}),
      route: 'convertModel',
      times: started.filter(({ outcome, visibleAfterMs }) => (next === 'late' ? visibleAfterMs > 0 : outcome === next))
        .length,
    })),
    ...unfit.map(({ name, endpoint, message }) => ({
      kind: 'unfit file',
      detail: message === REFUSAL ? 'not named' : 'named',
      route: endpoint,
      // As far as it failed by it: one that is not named and refused once is delivered all the same.
      times: reports.filter(({ files }) => files.some((file) => hasFailedAs(file, name, message))).length,
    })),
    ...losses.map(({ next, times }) => ({
      kind: `${next} lost`,
      route: 'upload',
      times: Math.max(0, times - (evidence?.lossesLeft[next] ?? times)),
    })),
  ];
}

const TASK_KINDS = { fail: 'task fails', lose: 'task lost', late: 'task late' } as const;

function hasFailedAs({ name, error }: FileProgress, unfit: string, message: string): boolean {
  return name === unfit && error?.message.includes(message) === true;
}

function detailOf({ kind, tokenEnd, htmlStatus, message, status, alter }: Fault): Pick<Disturbance, 'detail'> {
  switch (kind) {
    case 'expired-token':
      return tokenEnd === undefined ? {} : { detail: tokenEnd };
    case 'html':
      return { detail: String(htmlStatus) };
    case 'altered':
      return { detail: alter?.charset ?? alter?.encoding ?? Object.keys(alter ?? {}).join(' ') };
    case 'refusal':
      return { detail: `${message === REFUSAL ? 'for good' : 'internal error'} ${status}` };
    default:
      return {};
  }
}

function kindOf(deed: Deed): string {
  switch (deed.to) {
    case 'source':
      return `source ${deed.how}`;
    case 'ingestion':
      return `client ${deed.call}`;
    case 'sync':
      return `sync ${deed.call}`;
    case 'sync file':
      return `sync file ${deed.how}`;
    case 'run':
      return `run ${deed.call}`;
    case 'sources':
      return 'server down';
    case 'spool':
      return 'spool emptied';
    case 'worker':
      return `${deed.slot === 'all' ? 'both workers' : 'worker'} ${deed.signal}`;
    case 'freeze':
      return `${deed.what} frozen`;
    default:
      return `${deed.to} ${deed.signal}`;
  }
}
