import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** The key by which the runs, the ingestions and the memory of a sync are found; its value is the sync's name. */
export const SYNC_ATTRIBUTE = defineSearchAttributeKey('ModelrailSync', SearchAttributeType.KEYWORD);
