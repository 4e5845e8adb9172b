import type { BegunStateOf, RunOf } from '../ingest/ingest-run.ts';

/** A run whose platform is of this kind. */
export type LongyanDiskRun = RunOf<'longyan-disk'>;
/** The state of such a run. */
export type LongyanDiskRunState = BegunStateOf<'longyan-disk'>;
