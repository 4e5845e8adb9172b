import type { RunOf } from '../ingest/ingest-run.ts';

/** A run whose platform is of this kind. */
export type IuapFilesRun = RunOf<'iuap-files'>;
