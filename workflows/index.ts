export { ingest } from './ingest/ingest.ts';
export { callPlatform } from './operations/call-platform.ts';
export { persagyLinks } from './persagy/links.ts';
export { comparePersagy, provisionPersagy, rollBackPersagy } from './persagy/provision.ts';
export { upgradePersagy } from './persagy/upgrade.ts';
export { ingestSlice } from './slices/ingest-slice.ts';
export { syncMemory, syncRange } from './sync/memory.ts';
export { syncRun } from './sync/sync-run.ts';
