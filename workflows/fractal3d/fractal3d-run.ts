import type { RunOf } from '../ingest/ingest-run.ts';

/** A run whose platform is of this kind. */
export type Fractal3dRun = RunOf<'fractal3d'>;
