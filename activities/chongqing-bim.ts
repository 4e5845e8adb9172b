import type { ChongqingBimActivities } from '../contracts/activities.ts';
import { createConversionActivities } from './chongqing-bim/conversions.ts';
import { createRecordActivities } from './chongqing-bim/records.ts';
import { createTransferActivities } from './chongqing-bim/transfers.ts';
import { createUploadActivities } from './chongqing-bim/uploads.ts';
import type { ActivityDeps } from './deps.ts';

/** Every step of the Chongqing BIM platform. */
export function createChongqingBimActivities(deps: ActivityDeps): ChongqingBimActivities {
  return {
    ...createTransferActivities(deps),
    ...createUploadActivities(deps),
    ...createConversionActivities(deps),
    ...createRecordActivities(deps),
  };
}
