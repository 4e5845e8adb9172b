import type { BegunStateOf, RunOf } from '../ingest/ingest-run.ts';

/** A run whose platform is of this kind. */
export type IuapFilesRun = RunOf<'iuap-files'>;
/** The state of such a run. */
export type IuapFilesRunState = BegunStateOf<'iuap-files'>;
