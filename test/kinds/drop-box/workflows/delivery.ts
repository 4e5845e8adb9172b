import type { Delivery } from '../ingest/ingest-run.ts';
import { deliverToDropBox } from './deliver.ts';

/** How files come into a drop box. */
export const dropBoxDelivery: Delivery<'drop-box'> = {
  kind: 'drop-box',
  // What is delivered stays delivered by itself; everything else begins anew.
  begin: () => ({ own: {}, kept: new Map() }),
  filesTogether: () => 1,
  deliver: deliverToDropBox,
  remote: () => ({}),
  resume: () => ({}),
  leftovers: () => [],
};
