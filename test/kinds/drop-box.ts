import type { FurtherKind } from './add-kind.ts';

/** The kind of platform that lies in the folder beside this file. */
export const DROP_BOX: FurtherKind = {
  kind: 'drop-box',
  registries: {
    'contracts/kinds.ts': { name: 'DROP_BOX', from: 'index.ts' },
    'workflows/deliveries.ts': { name: 'dropBoxDelivery', from: 'delivery.ts' },
    'activities/kinds.ts': { name: 'dropBox', from: 'index.ts' },
    'platforms/kinds.ts': { name: 'dropBox', from: 'index.ts' },
    'platforms/flags.ts': { name: 'dropBoxFlags', from: 'flags.ts' },
    'platforms/simulators.ts': { name: 'dropBoxSimulator', from: 'simulator/definition.ts' },
  },
};
