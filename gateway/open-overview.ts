import type { IngestSummary, Modelrail, Overview, OverviewGroup } from '../client/index.ts';
import { type KnownBytes, lookAtBytes } from './known-bytes.ts';

/** An open ingestion, with what a look at it alone has told. */
export type OpenIngestion = IngestSummary & Partial<KnownBytes>;

/** A group of {@link OpenOverview}. */
export type OpenGroup = Omit<OverviewGroup, 'ingestions'> & { ingestions: OpenIngestion[] };

/** Everything that is open, as the gateway tells it. */
export interface OpenOverview extends Pick<Overview, 'at' | 'syncs'> {
  groups: OpenGroup[];
  /** What ended within a day and was not delivered whole, the latest first: 20 at most. */
  failed: IngestSummary[];
  notLookedAt: number;
}

/** Looks at everything that is open. Looks share what is known from the ones before. */
export interface OverviewLook {
  /** One look. `isFollowed`: others come soon, so it is worth to look at single ingestions for them. */
  look(modelrail: Modelrail, isFollowed: boolean): Promise<OpenOverview>;
}

const FAILED_WITHIN_MS = 86_400_000;
const MOST_FAILED = 20;
/** How long a list of what has failed is taken for the present one, unless an ingestion ends. */
const FAILED_FOR_MS = 15_000;

/** See {@link OverviewLook}. */
export function createOverviewLook(): OverviewLook {
  const bytes = lookAtBytes();
  let failed: { atMs: number; open: ReadonlySet<string>; list: IngestSummary[] } | undefined;

  async function failedLately(modelrail: Modelrail, groups: readonly OverviewGroup[]): Promise<IngestSummary[]> {
    const open = new Set(groups.flatMap(({ ingestions }) => ingestions.map(({ id }) => id)));
    const nowMs = Date.now();
    const hasEnded = failed === undefined || [...failed.open].some((id) => !open.has(id));
    if (failed === undefined || hasEnded || nowMs - failed.atMs >= FAILED_FOR_MS) {
      failed = { atMs: nowMs, open, list: await readFailed(modelrail, nowMs) };
    }
    return failed.list;
  }

  return {
    async look(modelrail, isFollowed) {
      const { at, groups, syncs, runsNotLookedAt } = await modelrail.overview({ isOpenOnly: true });
      if (isFollowed) bytes.follow(modelrail, groups);
      return {
        at,
        groups: groups.map((group) => ({
          ...group,
          ingestions: group.ingestions.map((one) => ({ ...one, ...bytes.of(one) })),
        })),
        syncs,
        failed: await failedLately(modelrail, groups),
        notLookedAt: runsNotLookedAt,
      };
    },
  };
}

/** Temporal gives what ended last first. */
async function readFailed(modelrail: Modelrail, nowMs: number): Promise<IngestSummary[]> {
  const pages = await Promise.all(
    (['failed', 'partial'] as const).map((status) => modelrail.listPage({ status, pageSize: MOST_FAILED })),
  );
  return pages
    .flatMap(({ ingestions }) => ingestions)
    .filter(({ closedAt }) => closedAt !== undefined && nowMs - Date.parse(closedAt) < FAILED_WITHIN_MS)
    .sort((a, b) => ((a.closedAt ?? '') < (b.closedAt ?? '') ? 1 : -1))
    .slice(0, MOST_FAILED);
}
