export { ingest } from './ingest/ingest.ts';
export { ingestSlice } from './slices/ingest-slice.ts';
