import type { Gate, Plan } from './plan.ts';
import { CHUNK_BYTES } from './workload.ts';

/** A round that has found a bug, cut down to what it takes. A plan, not only its seed: what seeds draw may change. */
export interface KnownPlan {
  /** What was wrong, in one sentence. */
  found: string;
  plan: Plan;
}

/** One undisturbed ingestion of one file; `number` names it, each plan has another. */
function calmPlan(number: number, more: Partial<Plan>): Plan {
  return {
    seed: number,
    workers: 1,
    behaviour: { autoMerge: false, needsSynchronous: false, mergeDelayMs: 0 },
    ingestions: [
      {
        id: `torture-known-${number}`,
        platform: 'cq',
        project: 'new',
        projectCode: `T-known-${number}`,
        onModelError: 'continue',
        limits: {},
        files: [{ name: 'tower.rvt', size: 12 * CHUNK_BYTES, content: number, tags: [] }],
      },
    ],
    syncs: [],
    gates: [],
    faults: [],
    sourceFaults: [],
    models: [],
    tasks: [],
    losses: [],
    unfit: [],
    isRetriedNow: true,
    isRetried: false,
    ...more,
  };
}

/** Two files of one content, of which one does not convert. */
function twinPlan(number: number, isSliced: boolean): Plan {
  const plan = calmPlan(number, { models: [{ name: 'left.rvt', errorMessage: 'no geometry', times: 1 }] });
  const file = { size: 2 * CHUNK_BYTES, content: number, tags: [] };
  const files = [
    { ...file, name: 'left.rvt' },
    { ...file, name: 'right.rvt' },
  ];
  return { ...plan, ingestions: plan.ingestions.map((ingestion) => ({ ...ingestion, isSliced, files })) };
}

/** One ingestion is cancelled while its waiting step has no worker; another one, which sends slowly, is the clock. */
function lostWaitPlan(number: number): Plan {
  const plan = calmPlan(number, {
    gates: [
      gate({
        endpoint: 'convertProcess',
        after: 0,
        deed: { to: 'worker', slot: 0, signal: 'SIGKILL', returns: 'at once' },
      }),
      gate({ endpoint: 'upload', after: 60, deed: { to: 'ingestion', ingestion: 0, call: 'cancel' } }),
    ],
  });
  const slow = plan.ingestions.map((ingestion) => ({
    ...ingestion,
    id: `${ingestion.id}-slow`,
    projectCode: `${ingestion.projectCode}-slow`,
    limits: { bwlimit: '1M' },
    files: [{ name: 'bridge.rvt', size: 80 * CHUNK_BYTES, content: number + 128, tags: [] }],
  }));
  return { ...plan, ingestions: [...plan.ingestions, ...slow] };
}

const gate = (more: Omit<Gate, 'holdMs' | 'hold'> & Partial<Gate>): Gate => ({ hold: 'before', holdMs: 500, ...more });

/** Run by `npm run torture -- --known`. */
export const KNOWN_PLANS: readonly KnownPlan[] = [
  {
    found: 'half an answer of the token call was quoted in an error, and with it the token in the history',
    plan: calmPlan(1, { faults: [{ match: { endpoint: 'token' }, times: 1, kind: 'truncated-json' }] }),
  },
  {
    found: 'a file whose source went away while it was sent lost its counts, and nobody told of its chunks left behind',
    plan: calmPlan(2, {
      // Slow enough for the last chunk, before which the source is looked at again, to come after the deed.
      faults: [{ match: { endpoint: 'upload' }, times: 100, kind: 'delay', delayMs: 150 }],
      gates: [gate({ endpoint: 'upload', after: 1, deed: { to: 'source', ingestion: 0, file: 0, how: 'remove' } })],
    }),
  },
  {
    found: 'a retry of a cancelled ingestion whose registration still ran was an Internal error',
    plan: calmPlan(3, {
      gates: [
        gate({ endpoint: 'createProject', after: 0, deed: { to: 'ingestion', ingestion: 0, call: 'cancel' } }),
        gate({ endpoint: 'createProjectGroup', after: 0, deed: { to: 'ingestion', ingestion: 0, call: 'retry' } }),
      ],
    }),
  },
  {
    found:
      'the record of a file that failed was told to stay behind, although another file of its content was registered with it',
    plan: twinPlan(4, false),
  },
  {
    found: 'the same, with the two files in different slices',
    plan: twinPlan(5, true),
  },
  {
    found: 'a cancelled ingestion whose waiting step had lost its worker failed, by that and as Internal',
    plan: lostWaitPlan(6),
  },
];
