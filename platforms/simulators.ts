import type { PlatformKind } from '../contracts/kinds.ts';
import type { SimulatorDefinition } from '../lib/simulation/definition.ts';
import { chongqingBimSimulator } from './chongqing-bim/simulator/definition.ts';
import { fractal3dSimulator } from './fractal3d/simulator/definition.ts';
import { iuapFilesSimulator } from './iuap-files/simulator/definition.ts';
import { longyanDiskSimulator } from './longyan-disk/simulator/definition.ts';
import { persagySimulator } from './persagy/simulator/definition.ts';

/** The simulator of each kind of platform that has one: a line for each. */
const SIMULATORS: Partial<Record<PlatformKind, SimulatorDefinition>> = {
  'chongqing-bim': chongqingBimSimulator,
  fractal3d: fractal3dSimulator,
  'iuap-files': iuapFilesSimulator,
  persagy: persagySimulator,
  'longyan-disk': longyanDiskSimulator,
};

/** A simulator, and the kind of platform that it is one of. */
export interface Simulator extends SimulatorDefinition {
  kind: PlatformKind;
}

/** All simulators; the first one is what `simulate` and `demo` take when nothing is said. */
export const simulators: readonly Simulator[] = Object.entries(SIMULATORS).map(
  ([kind, definition]) => ({ ...definition, kind: kind as PlatformKind }), // as: a key of this very object
);

/** The first simulator. */
export function firstSimulator(): Simulator {
  const [first] = simulators;
  if (first === undefined) throw new Error('there is no simulator');
  return first;
}
