import type { RunOf } from '../ingest/ingest-run.ts';

/** A run whose platform is of this kind. */
export type DropBoxRun = RunOf<'drop-box'>;
