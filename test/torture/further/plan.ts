import { drawFaultOn } from '../draw-fault.ts';
import { type DisturbedPlan, drawDeed } from '../draw-gate.ts';
import { drawCount, LONGER_THAN_A_REQUEST_MAY_TAKE_MS } from '../draw-request.ts';
import { drawSourceFaultOf } from '../draw-source-fault.ts';
import type { Gate, WalkPlan } from '../plan.ts';
import { createRandom, type Random } from '../random.ts';
import type { SourceFault } from '../source-faults.ts';
import { drawSize, isRemote, NAMES, type PlannedFile } from '../workload.ts';
import type { FurtherKind, FurtherSwitch } from './kind.ts';
import { FURTHER_KINDS, FURTHER_NAMES, type FurtherName } from './kinds.ts';

/** An ingestion to a further platform. */
export interface FurtherIngestion {
  id: string;
  limits: { concurrency?: number; bwlimit?: string };
  files: PlannedFile[];
}

/** Everything that a seed decides of a round with a further kind of platform. */
export interface FurtherPlan extends WalkPlan {
  seed: number;
  kind: FurtherName;
  ingestions: FurtherIngestion[];
  switches: FurtherSwitch[];
}

/** Requests for a remote file: a look, its bytes, and some that are asked for again. */
const READS_PER_FILE = 3;

/** Draws the plan of a round; of a kind that is not given the seed decides. */
export function drawFurtherPlan(seed: number, only?: FurtherName): FurtherPlan {
  const random = createRandom((seed ^ 0x5bd1e995) >>> 0);
  const drawn = random.pick(FURTHER_NAMES);
  const kind = only ?? drawn;
  const further: FurtherKind = FURTHER_KINDS[kind];
  const ingestions = drawIngestions(random, seed, further);
  const files = ingestions.flatMap((ingestion) => ingestion.files);
  const gates: Gate<string>[] = [];
  const sourceFaults: SourceFault[] = [];
  const workers = random.chance(0.55) ? 1 : 2;
  const begun = { workers, ingestions, syncs: [], gates } satisfies DisturbedPlan;
  for (let left = random.int(1, 4); left > 0; left -= 1) {
    const call = drawCall(random, further, files);
    gates.push({
      endpoint: call,
      after: drawCount(random, expectedOf(further, call, files)),
      hold: random.chance(0.6) ? 'after' : 'before',
      holdMs: random.chance(0.2) ? LONGER_THAN_A_REQUEST_MAY_TAKE_MS : 500,
      ...(random.chance(0.3) ? { delayMs: random.int(50, 800) } : {}),
      deed: drawDeed(random, begun),
    });
  }
  const order = ['source', ...Object.keys(further.calls)];
  gates.sort((a, b) => order.indexOf(a.endpoint) - order.indexOf(b.endpoint) || a.after - b.after);
  const faults = Array.from({ length: random.int(2, 5) }, () => drawFault(random, further, files));
  const [first = '', ...others] = files.map(({ name }) => name);
  const { switches: known } = further;
  const switches =
    known === undefined ? [] : Array.from({ length: random.int(0, 2) }, () => known.draw(random, [first, ...others]));
  const remote = files.filter(isRemote).length;
  if (remote > 0) {
    for (let left = random.int(0, 3); left > 0; left -= 1)
      sourceFaults.push(drawSourceFaultOf(random, READS_PER_FILE * remote));
  }
  return {
    seed,
    kind,
    workers,
    ingestions,
    gates,
    faults,
    sourceFaults,
    switches,
    isRetriedNow: random.chance(0.85),
    isRetried: random.chance(0.6),
  };
}

function drawIngestions(random: Random, seed: number, { extensions }: FurtherKind): FurtherIngestion[] {
  let number = 0;
  const isCrowd = random.chance(0.1);
  return Array.from({ length: random.int(1, 2) }, (_, position) => ({
    id: `torture-${seed}-further-${position}`,
    limits: {
      ...(random.chance(0.15) ? { concurrency: random.int(1, 2) } : {}),
      ...(random.chance(0.1) ? { bwlimit: '1M' } : {}),
    },
    // More than one group has room for.
    files: Array.from({ length: isCrowd ? random.int(55, 70) : random.int(1, 4) }, () => {
      number += 1;
      const isElsewhere = !isCrowd && random.chance(0.3);
      return {
        name: `${random.pick(NAMES)}-${number}${random.pick(extensions)}`,
        size: isCrowd ? random.int(1, 8_000) : drawSize(random),
        content: seed * 256 + number,
        tags: [],
        ...(isElsewhere ? { place: random.pick(['held', 'weak', 'unranged', 's3']) } : {}),
      };
    }),
  }));
}

function drawCall(random: Random, { calls }: FurtherKind, files: readonly PlannedFile[]): string {
  const weights: Record<string, number> = { source: files.some(isRemote) ? 2 : 0 };
  return random.weighted({ ...weights, ...weightsOf(calls) });
}

function weightsOf(calls: FurtherKind['calls']): Record<string, number> {
  return Object.fromEntries(Object.entries(calls).map(([call, { weight = 1 }]) => [call, weight]));
}

function expectedOf({ calls }: FurtherKind, call: string, files: readonly PlannedFile[]): number {
  if (call === 'source') return READS_PER_FILE * files.filter(isRemote).length;
  return Math.max(1, Math.round((calls[call]?.perFile ?? 0) * files.length));
}

function drawFault(random: Random, further: FurtherKind, files: readonly PlannedFile[]) {
  const endpoint = random.weighted(weightsOf(further.calls));
  const expected = expectedOf(further, endpoint, files);
  const fault = drawFaultOn(random, { endpoint, expected, isToken: further.calls[endpoint]?.isToken === true });
  // These platforms refuse by a status.
  return fault.kind === 'refusal' && fault.status === 200 ? { ...fault, status: 500 } : fault;
}
