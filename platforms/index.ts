import type { PlatformKind } from '../contracts/activities.ts';
import type { KindRegistry } from '../lib/config/load.ts';
import { chongqingBimSettings } from './chongqing-bim/settings.ts';

/** Every kind of platform with the schema of its settings; null for a kind that this version cannot speak to yet. */
export const platformKinds = {
  'chongqing-bim': chongqingBimSettings,
  fractal3d: null,
  persagy: null,
  'iuap-files': null,
  'longyan-disk': null,
} as const satisfies KindRegistry & Record<PlatformKind, object>;
