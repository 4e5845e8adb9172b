import { MIRROR_STEPS, type MirrorActivities } from '../../contracts/persagy/mirror.ts';
import { PROVISION_STEPS, type ProvisionActivities } from '../../contracts/persagy/provision.ts';
import { createSteps } from '../steps/steps.ts';

/** The steps of provisioning by name. */
export const provisionSteps = createSteps<ProvisionActivities>(Object.entries(PROVISION_STEPS));

/** The steps of a mirror by name. */
export const mirrorSteps = createSteps<MirrorActivities>(Object.entries(MIRROR_STEPS));
