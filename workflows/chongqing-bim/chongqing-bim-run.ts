import type { BegunStateOf, RunOf } from '../ingest/ingest-run.ts';

/** A run whose platform is of this kind. */
export type ChongqingBimRun = RunOf<'chongqing-bim'>;
/** The state of such a run. */
export type ChongqingBimRunState = BegunStateOf<'chongqing-bim'>;
