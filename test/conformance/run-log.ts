/** What all files of the suite have done so far, for what is looked at in the end. */
export interface RunLog {
  /** Ids of ingestions. */
  ids: string[];
  /** Where they ran. */
  taskQueues: string[];
  /** What the workers said, all of it. */
  outputs: (() => string)[];
  /** What users were shown, as JSON. */
  shown: string[];
}

/** Nothing so far. */
export function createRunLog(): RunLog {
  return { ids: [], taskQueues: [], outputs: [], shown: [] };
}
