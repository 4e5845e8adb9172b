import type { DeliveryKind } from '../contracts/kinds.ts';
import { chongqingBimDelivery } from './chongqing-bim/delivery.ts';
import { fractal3dDelivery } from './fractal3d/delivery.ts';
import type { Delivery } from './ingest/ingest-run.ts';
import { iuapFilesDelivery } from './iuap-files/delivery.ts';
import { longyanDiskDelivery } from './longyan-disk/delivery.ts';

/** How files come to each kind of platform: a line for each. */
const DELIVERIES: { readonly [K in DeliveryKind]: Delivery<K> } = {
  'chongqing-bim': chongqingBimDelivery,
  fractal3d: fractal3dDelivery,
  'iuap-files': iuapFilesDelivery,
  'longyan-disk': longyanDiskDelivery,
};

/** How files come to a kind of platform. */
export function deliveryOf<K extends DeliveryKind>(kind: K): Delivery<K> {
  return DELIVERIES[kind];
}
