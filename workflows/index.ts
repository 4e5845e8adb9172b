export { ingest } from './ingest.ts';
export { ingestSlice } from './ingest-slice.ts';
