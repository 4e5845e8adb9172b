import { FRACTAL_3D_UNDER_TEST } from './fractal3d.ts';
import { conformance } from './suite.ts';

conformance(FRACTAL_3D_UNDER_TEST);
